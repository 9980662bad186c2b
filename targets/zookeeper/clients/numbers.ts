/** The counter and sequence clients of ZooKeeper: a number is read, and replaced if it still has its version. */
import type { CounterClient } from '../../../workloads/clients/counter.js';
import type { SequenceClient } from '../../../workloads/clients/sequence.js';
import { FOLDERS } from '../paths.js';
import { type Entry, integerIn, type Store } from './store.js';

const COUNTER = `${FOLDERS.sequences}/counter`;

export function createCounterClient(store: Store): CounterClient {
  return {
    add: async (amount) => {
      await increased(store, COUNTER, amount);
    },
    read: async () => numberIn(await store.get(COUNTER)),
    close: () => store.close(),
  };
}

export function createSequenceClient(store: Store): SequenceClient {
  const pathOf = (key: string): string => `${FOLDERS.sequences}/of-${key}`;
  return {
    increment: (key) => increased(store, pathOf(key), 1),
    read: async (key) => numberIn(await store.get(pathOf(key))),
    close: () => store.close(),
  };
}

function numberIn(entry: Entry | null): number {
  return entry === null ? 0 : integerIn(entry.text);
}

/** Answers what it is then. Throws DefiniteFailure where somebody else was faster: then it was not added. */
async function increased(store: Store, path: string, amount: number): Promise<number> {
  const found = (await store.getAllHere([path])).get(path) ?? null;
  const sum = numberIn(found) + amount;
  await store.replace(path, found, `${sum}`);
  return sum;
}
