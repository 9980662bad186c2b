/** Sets by their definition: every world that a history leaves possible is looked at, element by element. */
import { FINAL_READS } from '../../harness/contracts/history.js';
import type { Operation } from '../../harness/contracts/operation.js';
import { permutations, subsets } from './orders.js';

export interface SetCall {
  readonly f: string;
  readonly element: unknown;
  readonly shown: readonly unknown[];
  readonly start: number;
  /** Index of the event that ended it; infinity where nothing did. */
  readonly end: number;
  readonly outcome: 'ok' | 'fail' | 'info';
}

export function setCalls(events: readonly Operation[]): readonly SetCall[] {
  return events
    .filter(({ type }) => type === 'invoke')
    .map(({ index, process, f, value }) => {
      const answer = events.find((event) => event.index > index && event.process === process);
      const outcome = answer === undefined || answer.type === 'invoke' ? 'info' : answer.type;
      const shown = f === 'read' && outcome === 'ok' ? (answer?.value as readonly unknown[]) : [];
      return { f, element: value, shown, start: index, end: answer?.index ?? Number.POSITIVE_INFINITY, outcome };
    });
}

/** Whether some world explains all that was seen. `level` as the property has it. */
export function setHolds(events: readonly Operation[], level: 'eventual' | 'linearizable'): boolean {
  const calls = setCalls(events);
  const reads = calls.filter(({ f, outcome }) => f === 'read' && outcome === 'ok');
  const adds = calls.filter(({ f, outcome }) => f === 'add' && outcome !== 'fail');
  const elements = new Set([...adds.map(({ element }) => element), ...reads.flatMap(({ shown }) => shown)]);
  return [...elements].every((element) => {
    const own = adds.filter((add) => add.element === element);
    const sure = own.filter(({ outcome }) => outcome === 'ok');
    const unsure = own.filter(({ outcome }) => outcome !== 'ok');
    return subsets(unsure).some((chosen) => {
      const happened = [...sure, ...chosen];
      return (
        isShownRightly(happened, reads, element) &&
        (sure.length === 0 || isThereInTheEnd(reads.filter(isFinalIn(events)), element)) &&
        (level === 'eventual' || hasMoments(happened, reads, element))
      );
    });
  });
}

/** Whether anything was proven at all: something was acknowledged, and the last reads were made. */
export function setIsJudged(events: readonly Operation[]): boolean {
  const calls = setCalls(events);
  return (
    calls.some(({ f, outcome }) => f === 'add' && outcome === 'ok') &&
    calls.some((read) => read.f === 'read' && read.outcome === 'ok' && isFinalIn(events)(read))
  );
}

function isShownRightly(adds: readonly SetCall[], reads: readonly SetCall[], element: unknown): boolean {
  return reads.every(({ shown, end }) => {
    const times = shown.filter((each) => each === element).length;
    return times <= adds.filter(({ start }) => start < end).length;
  });
}

/** It began when every add had ended, and after the event that says so where there is one. */
function isFinalIn(events: readonly Operation[]): (read: SetCall) => boolean {
  const adds = setCalls(events).filter(({ f, end }) => f === 'add' && end !== Number.POSITIVE_INFINITY);
  const mark = events.findLastIndex(({ f }) => f === FINAL_READS);
  return ({ start }) => start > mark && adds.every(({ end }) => end < start);
}

function isThereInTheEnd(last: readonly SetCall[], element: unknown): boolean {
  return last.length === 0 || last.some(({ shown }) => shown.includes(element));
}

/** There is an order of the adds of an element and of all reads, in which a read shows it when an add came before. */
function hasMoments(adds: readonly SetCall[], reads: readonly SetCall[], element: unknown): boolean {
  return permutations([...adds, ...reads]).some((order) => {
    let now = 0;
    let isThere = false;
    return order.every((call) => {
      now = Math.max(now, call.start);
      const until = call.outcome === 'ok' ? call.end : Number.POSITIVE_INFINITY;
      if (now >= until) return false;
      if (call.f === 'read') return call.shown.includes(element) === isThere;
      isThere = true;
      return true;
    });
  });
}
