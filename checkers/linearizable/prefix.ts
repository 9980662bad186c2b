/** Prefixes of a history: what was known of the operations by an event, and the first event by which it is broken. */
import { UNKNOWN } from './model.js';
import { OPEN, type Operations } from './operations.js';

/** The operations as they were known just after an event: later ones are not there, later answers not yet heard. */
export function prefixOf(operations: Operations, limit: number): Operations {
  const { invoked, returned, calls, table } = operations;
  let { length } = operations;
  while (length > 0 && invoked[length - 1]! > limit) length -= 1;
  const known = returned.slice(0, length);
  const heard = calls.slice(0, length);
  const all = [...table];
  const unheard = new Map<number, number>();
  for (let at = 0; at < length; at += 1) {
    if (known[at]! <= limit || known[at] === OPEN) continue;
    known[at] = OPEN;
    const call = heard[at]!;
    if (!unheard.has(call)) unheard.set(call, all.push({ ...table[call]!, output: UNKNOWN }) - 1);
    heard[at] = unheard.get(call)!;
  }
  return { length, invoked: invoked.subarray(0, length), returned: known, calls: heard, table: all };
}

/** Positions of operations that contradict each other in the prefix up to an event; null where none do. */
export type ConflictUpTo = (limit: number) => readonly number[] | null;

/**
 * The last event of the shortest broken prefix, `upTo` being a broken one. The conflict that is found names operations,
 * and by the last of their answers it is there; the event before that is tried next, and after it the middle. So a few
 * judgements do where there is one violation, and O(log n) where there are many.
 */
export function shortestBrokenPrefix(returned: Int32Array, upTo: number, conflictUpTo: ConflictUpTo): number {
  let valid = -1;
  let broken = upTo;
  let conflict = conflictUpTo(broken);
  for (;;) {
    const shown = (conflict ?? []).map((at) => returned[at]!).filter((end) => end < broken);
    const hint = Math.max(-1, ...shown);
    if (hint > valid) {
      const earlier = conflictUpTo(hint);
      if (earlier !== null) {
        broken = hint;
        conflict = earlier;
        continue;
      }
      valid = hint;
    }
    if (broken - 1 <= valid) return broken;
    const before = conflictUpTo(broken - 1);
    if (before === null) return broken;
    broken -= 1;
    const middle = Math.floor((valid + broken) / 2);
    const halved = middle > valid ? conflictUpTo(middle) : null;
    if (halved === null) {
      valid = Math.max(valid, middle);
      conflict = before;
    } else {
      broken = middle;
      conflict = halved;
    }
  }
}
