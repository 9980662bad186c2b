/** Numbers that are 0 until somebody adds to them: what counters and sequences have in common. */
import { readInteger } from './answers.js';
import type { Entry, Store } from './store.js';

export function numberIn(entry: Entry | null): number {
  return entry === null ? 0 : readInteger(entry.value);
}

/** Adds to a number, and answers what it is then. Throws DefiniteFailure where it was changed since it was read. */
export async function incremented(store: Store, name: string, amount: number): Promise<number> {
  const entry = await store.get(name);
  const sum = numberIn(entry) + amount;
  await store.commitIfUnchanged(new Map([[name, entry]]), [{ put: name, value: `${sum}` }]);
  return sum;
}
