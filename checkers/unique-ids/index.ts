/** Unique ids: no id is given out twice. */
import type { Anomaly, Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { type Calls, keyText } from '../../harness/history/calls.js';
import { moment } from '../explaining/moments.js';
import { callEvents } from './call-events.js';
import { IdTable } from './id-table.js';
import { givenIds, idText, ofKey } from './ids.js';

export { idOrder } from './order.js';

/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

/**
 * Judges `generate` by its answers alone: what nobody was told was given to nobody. Nothing depends on when things
 * happened. O(n): a million operations take less than a second.
 */
export const uniqueIds: Checker = {
  property: 'unique-ids',
  describe: 'no id is given out twice',
  holdsOfBeginnings: true,
  check,
};

function check(history: History, { keyed }: CheckOptions): Verdict {
  const { calls, count } = givenIds(history, keyed);
  const verdict = { property: 'unique-ids', operations: calls.length, algorithm: 'table of ids' };
  if (count === 0) {
    return { ...verdict, valid: 'unknown', anomalies: [], reason: 'no id was given out, so there is nothing to judge' };
  }
  const at = callEvents(history, calls);
  const table = new IdTable(history.valueBytes);
  const givenTo = new Map<number, number>();
  const anomalies: Anomaly[] = [];
  let duplicates = 0;
  for (let event = 0; event < history.length; event += 1) {
    const call = at[event]!;
    if (call < 0 || calls.ended[call] !== event) continue;
    const id = table.numberOf(calls.outputStarts[call]!, calls.outputEnds[call]!) * calls.keyCount + calls.keys[call]!;
    const before = givenTo.get(id);
    if (before === undefined) {
      givenTo.set(id, call);
      continue;
    }
    duplicates += 1;
    if (anomalies.length < MAX_EXPLAINED) anomalies.push(explain(history, calls, call, before));
  }
  return { ...verdict, valid: duplicates === 0, anomalies, details: { given: count, duplicates } };
}

function explain(history: History, calls: Calls, again: number, before: number): Anomaly {
  const { invoked, ended } = calls;
  const told = (call: number): string =>
    `process ${history.processes[invoked[call]!]} at ${moment(history, ended[call]!)} (operation ${invoked[call]})`;
  const key = keyText(calls, calls.keys[again]!);
  const interval = (call: number, role: 'culprit' | 'witness') => ({
    operation: invoked[call]!,
    process: history.processes[invoked[call]!]!,
    label: `id ${idText(history, calls, call)}`,
    start: history.times[invoked[call]!]!,
    end: history.times[ended[call]!]!,
    role,
  });
  return {
    type: 'duplicate-id',
    operations: [invoked[again]!, invoked[before]!],
    prefix: ended[again]! + 1,
    time: history.times[ended[again]!]!,
    ...(key === undefined ? {} : { key }),
    explanation: `The id ${idText(history, calls, again)}${ofKey(calls, again)} was given out twice: to ${told(before)}, and again to ${told(again)}.`,
    picture: { kind: 'intervals', intervals: [interval(before, 'witness'), interval(again, 'culprit')] },
  };
}
