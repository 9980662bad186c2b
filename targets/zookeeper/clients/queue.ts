/** The queue client of ZooKeeper: the znodes of a folder, numbered by the server; the first is taken by whoever removes it. */
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { QueueClient } from '../../../workloads/clients/queue.js';
import { FOLDERS, sequenceOf } from '../paths.js';
import { CODES, unless } from './errors.js';
import { ANY_VERSION, create, remove } from './requests.js';
import { integerIn, type Store } from './store.js';

/** Stands between the element and its number. */
const SEPARATOR = '#';

export function createQueueClient(store: Store): QueueClient {
  return {
    enqueue: async (element) => {
      await store.change(create(`${FOLDERS.queue}/${element}${SEPARATOR}`, null, 'sequential'));
    },
    dequeue: async () => {
      const names = await store.list(FOLDERS.queue);
      const [head = null] = names;
      if (head === null) return null;
      const first = names.reduce((least, name) => (sequenceOf(name) < sequenceOf(least) ? name : least), head);
      await unless(CODES.noNode, store.change(remove(`${FOLDERS.queue}/${first}`, ANY_VERSION)), () => {
        throw new DefiniteFailure('somebody else took it');
      });
      return integerIn(first.slice(0, first.indexOf(SEPARATOR)));
    },
    close: () => store.close(),
  };
}
