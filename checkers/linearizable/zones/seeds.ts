/** From the operations that a conflict names to a few that are broken by themselves. */
import { NO_VALUE, type RegisterCalls } from './register-calls.js';

/**
 * The named operations and, for every value that they show, whoever brought it, and so on: what is left out then is
 * whole units, so that only a history that is broken can stay broken.
 */
export function seedsOf(calls: RegisterCalls, named: readonly number[]): ReadonlySet<number> {
  const { length, shows, brings, values } = calls;
  const writers = new Int32Array(values).fill(-1);
  for (let at = 0; at < length; at += 1) if (brings[at] !== NO_VALUE) writers[brings[at]!] = at;
  const seeds = new Set(named);
  for (const at of seeds) {
    const value = shows[at]!;
    if (value !== NO_VALUE && writers[value]! >= 0) seeds.add(writers[value]!);
  }
  return seeds;
}
