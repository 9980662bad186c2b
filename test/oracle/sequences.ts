/** Sequences by brute force: is there an order of all increments and reads in which every number is the one that was told? */
import type { Operation } from '../../harness/contracts/operation.js';

interface Call {
  readonly f: string;
  readonly process: Operation['process'];
  readonly start: number;
  readonly end: number;
  readonly sure: boolean;
  readonly told: number | null;
}

/** Operations on one key, failed ones and unanswered reads left out. */
function callsOn(events: readonly Operation[], key: unknown): readonly Call[] {
  return events.flatMap((asked): readonly Call[] => {
    if (asked.type !== 'invoke' || (asked.value as readonly unknown[])[0] !== key) return [];
    const answer = events.find(
      ({ index, type, process }) => index > asked.index && type !== 'invoke' && process === asked.process,
    );
    const sure = answer?.type === 'ok';
    if (answer?.type === 'fail' || (asked.f === 'read' && !sure)) return [];
    const told = sure ? (answer.value as readonly [unknown, number])[1] : null;
    const end = sure ? answer.index : Number.POSITIVE_INFINITY;
    return [{ f: asked.f, process: asked.process, start: asked.index, end, sure, told }];
  });
}

const keysOf = (events: readonly Operation[]): readonly unknown[] => [
  ...new Set(events.map(({ value }) => (value as readonly unknown[])[0])),
];

function isJudgeable(events: readonly Operation[]): boolean {
  return events.some(({ type }) => type === 'ok');
}

/**
 * Pairwise, as the property is defined: no two increments with the same number; and between what was over and what began
 * after it, numbers that grow; and every number within what can have happened and what must have.
 */
export function incrementsHold(events: readonly Operation[]): boolean | null {
  if (!isJudgeable(events)) return null;
  return keysOf(events).every((key) => {
    const calls = callsOn(events, key);
    const increments = calls.filter(({ f }) => f === 'increment');
    return calls.every((call) => {
      if (call.told === null) return true;
      const { told } = call;
      const twin = increments.some((other) => other !== call && call.f === 'increment' && other.told === told);
      const earlier = calls.filter((other) => other.end < call.start);
      const goesBack = earlier.some(
        (other) => other.told !== null && (call.f === 'read' ? told < other.told : told <= other.told),
      );
      const most = increments.filter(({ start }) => start < call.end).length;
      const least = earlier.filter(({ f }) => f === 'increment').length + (call.f === 'increment' ? 1 : 0);
      return !twin && !goesBack && told <= most && told >= least;
    });
  });
}

/** The same for every process by itself. */
export function monotonicHolds(events: readonly Operation[]): boolean | null {
  if (!isJudgeable(events)) return null;
  return keysOf(events).every((key) => {
    const calls = callsOn(events, key).filter(({ sure }) => sure);
    return calls.every((call) => {
      const earlier = calls.filter(({ process, end }) => process === call.process && end < call.start);
      const told = call.told ?? 0;
      const goesBack = earlier.some((other) =>
        call.f === 'read' ? told < (other.told ?? 0) : told <= (other.told ?? 0),
      );
      const own = [...earlier, call].filter(({ f }) => f === 'increment').length;
      return !goesBack && told >= own;
    });
  });
}
