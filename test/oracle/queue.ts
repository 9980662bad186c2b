/** Queues by their definition: every world that a history leaves possible is looked at. */
import type { Operation } from '../../harness/contracts/operation.js';
import { subsets } from './orders.js';

interface Call {
  readonly f: string;
  readonly value: unknown;
  readonly taken: readonly unknown[];
  readonly start: number;
  readonly end: number;
  readonly outcome: 'ok' | 'fail' | 'info';
}

interface Delivery {
  /** Undefined for what a dequeue of unknown outcome took: anything. */
  readonly element: unknown;
  readonly end: number;
}

function callsOf(events: readonly Operation[]): readonly Call[] {
  return events
    .filter(({ type }) => type === 'invoke')
    .map(({ index, process, f, value }) => {
      const answer = events.find((event) => event.index > index && event.process === process);
      const outcome = answer === undefined || answer.type === 'invoke' ? 'info' : answer.type;
      const said = outcome === 'ok' && f !== 'enqueue' ? answer?.value : null;
      const taken = said === null ? [] : Array.isArray(said) ? (said as readonly unknown[]) : [said];
      return { f, value, taken, start: index, end: answer?.index ?? Number.POSITIVE_INFINITY, outcome };
    });
}

/**
 * Whether some world explains all that was seen. In a world, some of the enqueues of unknown outcome happened, and each
 * dequeue of unknown outcome took something or nothing; every delivery is one of an enqueue that had begun by its end, and
 * where deliveries are made once, of another enqueue than every other delivery. When the queue was drained, every
 * acknowledged enqueue was delivered, or taken by somebody who was not answered.
 */
export function queueHolds(events: readonly Operation[], level: 'exactly-once' | 'at-least-once'): boolean {
  const calls = callsOf(events);
  const enqueues = calls.filter(({ f, outcome }) => f === 'enqueue' && outcome !== 'fail');
  const takes = calls.filter(({ f }) => f !== 'enqueue');
  const deliveries: Delivery[] = takes.flatMap(({ taken, end }) => taken.map((element) => ({ element, end })));
  const unknown = takes.filter(({ outcome }) => outcome === 'info');
  const sure = enqueues.filter(({ outcome }) => outcome === 'ok');
  const isFree = unknown.some(({ f }) => f === 'drain') || !isDrained(calls);
  return subsets(enqueues.filter(({ outcome }) => outcome !== 'ok')).some((chosen) => {
    const happened = [...sure, ...chosen];
    const assign = (at: number, used: readonly Call[]): boolean => {
      const delivery = deliveries[at];
      if (delivery === undefined) {
        const missing = sure.filter((enqueue) => !used.includes(enqueue));
        return isFree || missing.length <= unknown.length;
      }
      return happened.some(
        (enqueue) =>
          enqueue.value === delivery.element &&
          enqueue.start < delivery.end &&
          (level === 'at-least-once' || !used.includes(enqueue)) &&
          assign(at + 1, [...used, enqueue]),
      );
    };
    return assign(0, []);
  });
}

/** Whether something is known to be missing or not: everything was delivered, or the queue was drained. */
export function queueIsJudged(events: readonly Operation[]): boolean {
  const calls = callsOf(events);
  const deliveries = calls.flatMap(({ taken, end }) => taken.map((element) => ({ element, end })));
  const acknowledged = calls.filter(({ f, outcome }) => f === 'enqueue' && outcome === 'ok');
  if (acknowledged.length === 0) return deliveries.length > 0;
  const assign = (at: number, used: readonly unknown[]): boolean => {
    const enqueue = acknowledged[at];
    if (enqueue === undefined) return true;
    return deliveries.some(
      (each) =>
        each.element === enqueue.value &&
        each.end > enqueue.start &&
        !used.includes(each) &&
        assign(at + 1, [...used, each]),
    );
  };
  return isDrained(calls) || assign(0, []);
}

/** Somebody who began after every enqueue had ended found nothing (more), and nobody who began after that found anything. */
function isDrained(calls: readonly Call[]): boolean {
  const takes = calls.filter(({ f, outcome }) => f !== 'enqueue' && outcome === 'ok');
  return takes.some(
    ({ f, taken, start, end }) =>
      (f === 'drain' || taken.length === 0) &&
      calls.every((call) => call.f !== 'enqueue' || call.end === Number.POSITIVE_INFINITY || call.end < start) &&
      takes.every((other) => other.taken.length === 0 || other.start < end),
  );
}
