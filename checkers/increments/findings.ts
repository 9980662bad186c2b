/** What is wrong with the numbers of sequences: found in one walk over the events. */
import { type History, TYPE_FAIL, TYPE_INVOKE, TYPE_OK } from '../../harness/contracts/history.js';
import { INCREMENT, type SequenceOperations } from './sequence-operations.js';

export type Finding = 'duplicate-increment' | 'went-back' | 'too-great' | 'lost-increments';

export interface Found {
  readonly type: Finding;
  /** The operation whose answer is wrong. */
  readonly wrong: number;
  /** The one that it contradicts; -1 where there is none. */
  readonly against: number;
  /** How many increments there can have been at most, or must have been. */
  readonly bound: number;
}

export interface Findings {
  readonly counts: Readonly<Record<Finding, number>>;
  /** `limit` of each type at most. */
  readonly first: readonly Found[];
}

/**
 * Of every key, as the events go by: the increments that may have happened (asked for and not known to have failed) and
 * those that must have (answered with ok), and the greatest number that was answered. The numbers begin at 0 and grow by
 * one. O(n). Only what needs no real time is looked for when the history bears no times.
 */
export function findingsOf(history: History, operations: SequenceOperations, limit: number): Findings {
  const { at, kinds, keys, keyCount, numbers, outcomes, length, invoked } = operations;
  const counts: Record<Finding, number> = {
    ...{ 'duplicate-increment': 0, 'went-back': 0, 'too-great': 0, 'lost-increments': 0 },
  };
  const first: Found[] = [];
  const note = (type: Finding, wrong: number, against: number, bound: number): void => {
    counts[type] += 1;
    if (counts[type] <= limit) first.push({ type, wrong, against, bound });
  };
  const possible = new Int32Array(keyCount);
  const certain = new Int32Array(keyCount);
  const greatest = new Int32Array(keyCount).fill(-1);
  /** By operation: the one with the greatest number that was answered before it began, and how many increments were. */
  const greatestBefore = new Int32Array(length).fill(-1);
  const certainBefore = new Int32Array(length);
  const answeredBy = new Map<number, number>();
  if (!history.hasTimes) countPossible(operations, possible);
  for (let event = 0; event < history.length; event += 1) {
    const call = at[event]!;
    if (call < 0) continue;
    const key = keys[call]!;
    const isIncrement = kinds[call] === INCREMENT;
    if (history.types[event] === TYPE_INVOKE) {
      greatestBefore[call] = greatest[key]!;
      certainBefore[call] = certain[key]!;
      // A failed one surely had no effect, so it never counts.
      if (history.hasTimes && isIncrement && outcomes[call] !== TYPE_FAIL) possible[key]! += 1;
      continue;
    }
    if (history.types[event] !== TYPE_OK) continue;
    if (isIncrement) certain[key]! += 1;
    const number = numbers[call]!;
    if (Number.isNaN(number)) continue;
    const isDuplicate = isIncrement && isAnsweredTwice(answeredBy, operations, call);
    if (isDuplicate) note('duplicate-increment', call, answeredBy.get(number * keyCount + key)!, 0);
    if (number > possible[key]!) note('too-great', call, -1, possible[key]!);
    if (history.hasTimes) {
      const before = greatestBefore[call]!;
      const least = isIncrement ? number - 1 : number;
      if (before >= 0 && least < numbers[before]!) note('went-back', call, before, 0);
      else if (least < certainBefore[call]!) note('lost-increments', call, -1, certainBefore[call]!);
    }
    const best = greatest[key]!;
    if (best < 0 || number > numbers[best]!) greatest[key] = call;
  }
  first.sort(
    (left, right) =>
      operations.ended[left.wrong]! - operations.ended[right.wrong]! || invoked[left.wrong]! - invoked[right.wrong]!,
  );
  return { counts, first };
}

/** Notes an increment's number; true when another was answered with it. */
function isAnsweredTwice(
  answeredBy: Map<number, number>,
  { numbers, keys, keyCount }: SequenceOperations,
  call: number,
): boolean {
  const place = numbers[call]! * keyCount + keys[call]!;
  if (answeredBy.has(place)) return true;
  answeredBy.set(place, call);
  return false;
}

function countPossible({ length, kinds, outcomes, keys }: SequenceOperations, possible: Int32Array): void {
  for (let call = 0; call < length; call += 1) {
    if (kinds[call] === INCREMENT && outcomes[call] !== TYPE_FAIL) possible[keys[call]!]! += 1;
  }
}
