/** The set, counter and queue clients of Redis, each over one key of the type that Redis has for it. */
import type { CounterClient } from '../../../workloads/clients/counter.js';
import type { QueueClient } from '../../../workloads/clients/queue.js';
import type { SetClient } from '../../../workloads/clients/set.js';
import { readIntegerOrNull, readIntegers } from './replies.js';
import { Store, type StoreContext } from './store.js';

export function createSetClient(context: StoreContext): SetClient {
  const store = new Store(context);
  return {
    add: async (element) => {
      await store.change(['SADD', 'set', element]);
    },
    read: async () => readIntegers(await store.read(['SMEMBERS', 'set'])),
    close: () => store.close(),
  };
}

export function createCounterClient(context: StoreContext): CounterClient {
  const store = new Store(context);
  return {
    add: async (amount) => {
      await store.change(['INCRBY', 'counter', amount]);
    },
    read: async () => readIntegerOrNull(await store.read(['GET', 'counter'])) ?? 0,
    close: () => store.close(),
  };
}

export function createQueueClient(context: StoreContext): QueueClient {
  const store = new Store(context);
  return {
    enqueue: async (element) => {
      await store.change(['LPUSH', 'queue', element]);
    },
    dequeue: async () => readIntegerOrNull(await store.change(['RPOP', 'queue'])),
    close: () => store.close(),
  };
}
