/**
 * Counters: a read lies between what had surely been added when it began and what may have been added when it ended.
 * That is necessary and not sufficient (an open increment, a read of 1, then a read of 0), so it only ever says "broken".
 */
import { UNKNOWN } from '../model.js';
import { amountOf } from '../models/counter.js';
import { type Judgement, OPEN, type Operations } from '../operations.js';
import { broken } from './elements.js';

/** Never says that a history is linearizable. O(n log n). */
export function judgeCounter(operations: Operations): Judgement {
  const { length, invoked, returned, calls, table } = operations;
  const amounts = Array.from({ length }, (_, at) => amountOf(table[calls[at]!]!.f, table[calls[at]!]!.input));
  const byEnd = Array.from({ length }, (_, at) => at)
    .filter((at) => returned[at] !== OPEN)
    .sort((left, right) => returned[left]! - returned[right]!);
  const surely = { more: 0, less: 0 };
  /** By position of a read: what had surely been added before it began. */
  const known = new Map<number, { more: number; less: number }>();
  let ended = 0;
  for (let at = 0; at < length; at += 1) {
    for (; ended < byEnd.length && returned[byEnd[ended]!]! < invoked[at]!; ended += 1)
      count(surely, amounts[byEnd[ended]!]!);
    if (table[calls[at]!]!.f === 'read') known.set(at, { ...surely });
  }
  const perhaps = { more: 0, less: 0 };
  let begun = 0;
  for (const at of byEnd) {
    for (; begun < length && invoked[begun]! < returned[at]!; begun += 1) count(perhaps, amounts[begun]!);
    const before = known.get(at);
    const { output } = table[calls[at]!]!;
    if (before === undefined || output === UNKNOWN) continue;
    const least = before.more + perhaps.less;
    const most = perhaps.more + before.less;
    if ((output as number) < least)
      return broken([at], `{0} shows too little: at least ${least} had been reached for certain.`);
    if ((output as number) > most)
      return broken([at], `{0} shows too much: no more than ${most} can have been reached.`);
  }
  return { kind: 'inapplicable' };
}

function count(sums: { more: number; less: number }, amount: number): void {
  if (amount > 0) sums.more += amount;
  else sums.less += amount;
}
