/** What is tried of clients that store values under keys: registers, key-value stores, replicas, sequences. */
import type { KvClient } from '../../../workloads/clients/kv.js';
import type { RegisterClient } from '../../../workloads/clients/register.js';
import type { ReplicaClient } from '../../../workloads/clients/replica.js';
import type { SequenceClient } from '../../../workloads/clients/sequence.js';
import { changing, done, keyOf, reading, type Subject } from '../operation.js';
import { settled } from '../settled.js';

export const register: Subject<RegisterClient> = {
  isShared: false,
  operations: [
    changing('write', (number) => ({
      perform: (client) => done(client.write(keyOf(number), number)),
      effects: async (witness) => ((await witness.read(keyOf(number))) === number ? 1 : 0),
    })),
    changing('compareAndSet', (number) => ({
      prepare: (witness) => witness.write(keyOf(number), number),
      perform: (client) => client.compareAndSet(keyOf(number), number, number + 1),
      effects: async (witness) => ((await witness.read(keyOf(number))) === number + 1 ? 1 : 0),
    })),
    reading('read', (client, number) => client.read(keyOf(number))),
  ],
};

export const kv: Subject<KvClient> = {
  isShared: false,
  operations: [
    changing('put', (number) => ({
      perform: (client) => done(client.put(keyOf(number), `${number}`)),
      effects: async (witness) => ((await witness.get(keyOf(number))) === `${number}` ? 1 : 0),
    })),
    changing('delete', (number) => ({
      prepare: (witness) => witness.put(keyOf(number), `${number}`),
      perform: (client) => done(client.delete(keyOf(number))),
      effects: async (witness) => ((await witness.get(keyOf(number))) === null ? 1 : 0),
    })),
    changing('compareAndSet', (number) => ({
      prepare: (witness) => witness.put(keyOf(number), `${number}`),
      perform: (client) => client.compareAndSet(keyOf(number), `${number}`, `${number + 1}`),
      effects: async (witness) => ((await witness.get(keyOf(number))) === `${number + 1}` ? 1 : 0),
    })),
    reading('get', (client, number) => client.get(keyOf(number))),
  ],
};

export const replica: Subject<ReplicaClient> = {
  isShared: false,
  operations: [
    changing('write', (number) => ({
      perform: (client) => done(client.write(keyOf(number), number)),
      // What was acknowledged may be on its way to this replica.
      effects: (witness) => settled(async () => ((await witness.snapshot())[keyOf(number)] === number ? 1 : 0)),
    })),
    reading('snapshot', (client) => client.snapshot()),
  ],
};

export const sequence: Subject<SequenceClient> = {
  isShared: false,
  operations: [
    changing('increment', (number) => ({
      perform: (client) => done(client.increment(keyOf(number))),
      effects: (witness) => witness.read(keyOf(number)),
    })),
    reading('read', (client, number) => client.read(keyOf(number))),
  ],
};
