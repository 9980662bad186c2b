/** Order of ids: an id that was asked for after another had been given out is greater. */
import type { Anomaly, Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { type Calls, keyText } from '../../harness/history/calls.js';
import { lasted, moment } from '../explaining/moments.js';
import { callEvents } from './call-events.js';
import { comparison } from './comparison.js';
import { givenIds, idText, ofKey } from './ids.js';

/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

const describe = 'ids grow: one that was asked for after another had been given out is greater';

/**
 * Judges `generate` in real time: calls that overlap may be answered in either order. Where the history does not say when
 * things happened, only what one process was given one after the other is compared. One walk with the greatest id so
 * far: O(n), a million operations take less than a second. Throws UsageError 'bad-operation' for ids that cannot be
 * compared.
 */
export const idOrder: Checker = { property: 'id-order', describe, holdsOfBeginnings: true, check };

function check(history: History, { keyed }: CheckOptions): Verdict {
  const { calls, count } = givenIds(history, keyed);
  const verdict = { property: 'id-order', operations: calls.length, algorithm: 'greatest id so far' };
  const undecided = (reason: string): Verdict => ({ ...verdict, valid: 'unknown', anomalies: [], reason });
  if (count < 2) return undecided(`${count} ids were given out, so there is nothing to compare`);
  const isLess = comparison(history, calls);
  const at = callEvents(history, calls);
  /** By key, and by process where there are no times: the greatest id that was given out so far. */
  const greatest = new Map<number, number>();
  const seriesOf = (call: number): number =>
    history.hasTimes
      ? calls.keys[call]!
      : history.processes[calls.invoked[call]!]! * calls.keyCount + calls.keys[call]!;
  /** By call: the one with the greatest id that was over when it began. */
  const before = new Int32Array(calls.length).fill(-1);
  const anomalies: Anomaly[] = [];
  let outOfOrder = 0;
  for (let event = 0; event < history.length; event += 1) {
    const call = at[event]!;
    if (call < 0) continue;
    const series = seriesOf(call);
    const best = greatest.get(series) ?? -1;
    if (calls.invoked[call] === event) {
      before[call] = best;
      continue;
    }
    const earlier = before[call]!;
    if (earlier >= 0 && !isLess(earlier, call)) {
      outOfOrder += 1;
      if (anomalies.length < MAX_EXPLAINED) anomalies.push(explain(history, calls, call, earlier));
    }
    if (best < 0 || isLess(best, call)) greatest.set(series, call);
  }
  if (outOfOrder === 0 && !history.hasTimes) {
    return undecided('the history does not say when things happened, so ids of different processes cannot be compared');
  }
  return { ...verdict, valid: outOfOrder === 0, anomalies, details: { given: count, outOfOrder } };
}

function explain(history: History, calls: Calls, wrong: number, before: number): Anomaly {
  const { invoked, ended } = calls;
  const who = (call: number): string => `process ${history.processes[invoked[call]!]}`;
  const [smaller, greater] = [idText(history, calls, wrong), idText(history, calls, before)];
  const key = keyText(calls, calls.keys[wrong]!);
  const interval = (call: number, role: 'culprit' | 'witness') => ({
    operation: invoked[call]!,
    process: history.processes[invoked[call]!]!,
    label: `id ${idText(history, calls, call)}`,
    start: history.times[invoked[call]!]!,
    end: history.times[ended[call]!]!,
    role,
  });
  const later = history.hasTimes ? `${lasted(history, ended[before]!, invoked[wrong]!)} after` : 'after';
  const what = smaller === greater ? 'the same id' : `the greater id ${greater}`;
  return {
    type: 'ids-out-of-order',
    operations: [invoked[wrong]!, invoked[before]!],
    prefix: ended[wrong]! + 1,
    time: history.times[ended[wrong]!]!,
    ...(key === undefined ? {} : { key }),
    explanation: `The id ${smaller}${ofKey(calls, wrong)} was given to ${who(wrong)} (operation ${invoked[wrong]}, asked for at ${moment(history, invoked[wrong]!)}), ${later} ${who(before)} had been given ${what} (operation ${invoked[before]}, answered at ${moment(history, ended[before]!)}). An id that is asked for later has to be greater.`,
    picture: { kind: 'intervals', intervals: [interval(before, 'witness'), interval(wrong, 'culprit')] },
  };
}
