/** The queue client of etcd: an element is a key of its own; the one that was made first is taken, by one alone. */
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { QueueClient } from '../../../workloads/clients/queue.js';
import { readInteger } from './answers.js';
import { Store, type StoreOptions } from './store.js';

const FOLDER = 'queue/';

export function createQueueClient(options: StoreOptions): QueueClient {
  const store = new Store(options);
  return {
    enqueue: async (element) => {
      await store.put(`${FOLDER}${element}`, '');
    },
    dequeue: async () => {
      const first = await store.oldest(FOLDER);
      if (first === null) return null;
      const { name, created } = first;
      if ((await store.commit([{ name, created }], [{ delete: name }])) === null) {
        throw new DefiniteFailure('somebody else took it');
      }
      return readInteger(name.slice(FOLDER.length));
    },
    close: () => store.close(),
  };
}
