/** From the operations that a conflict names to a few that are broken by themselves. */
import { NO_VALUE, type RegisterCalls } from './register-calls.js';

/**
 * The named operations; for every value that they show, whoever brought it; and for every value that one of unknown
 * outcome brought, whoever was shown it by `end`, so that it surely happened; and so on. What is left out then is whole
 * units, so that only a history that is broken can stay broken.
 */
export function seedsOf(calls: RegisterCalls, named: readonly number[], end: number): ReadonlySet<number> {
  const { length, returned, shows, brings, values } = calls;
  const writers = new Int32Array(values).fill(-1);
  const witnesses = new Int32Array(values).fill(-1);
  for (let at = 0; at < length; at += 1) {
    if (brings[at] !== NO_VALUE) writers[brings[at]!] = at;
    const value = shows[at]!;
    // One whose answer was heard is the better witness; the first of them is the best.
    if (value !== NO_VALUE && (witnesses[value] === -1 || returned[at]! < returned[witnesses[value]!]!)) {
      witnesses[value] = at;
    }
  }
  const seeds = new Set(named);
  for (const at of seeds) {
    const value = shows[at]!;
    if (value !== NO_VALUE && writers[value]! >= 0) seeds.add(writers[value]!);
    if (returned[at]! > end && brings[at] !== NO_VALUE && witnesses[brings[at]!]! >= 0) {
      seeds.add(witnesses[brings[at]!]!);
    }
  }
  return seeds;
}
