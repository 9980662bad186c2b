/** What unique names are, word for word. */
import type { Operation } from '../../harness/contracts/operation.js';

/** Null where no name was taken. */
export function namesAreUnique(events: readonly Operation[]): boolean | null {
  const taken = events
    .filter(({ f, type }) => f === 'claim' && type === 'ok')
    .map(({ value }) => (Array.isArray(value) ? value[0] : value) as unknown);
  return taken.length === 0 ? null : new Set(taken).size === taken.length;
}
