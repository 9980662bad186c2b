/** What is tried of clients that give out what one alone may have: locks, names, ids, leadership. */
import type { IdClient } from '../../../workloads/clients/ids.js';
import type { LeaderClient } from '../../../workloads/clients/leader.js';
import type { LockClient } from '../../../workloads/clients/lock.js';
import type { NameClient } from '../../../workloads/clients/names.js';
import { changing, done, keyOf, reading, type Subject } from '../operation.js';

export const lock: Subject<LockClient> = {
  isShared: false,
  operations: [
    changing('acquire', (number) => ({
      perform: async (client) => (await client.acquire(keyOf(number))) !== null,
      // Soon after: a lock outlives its holder for the time of its lease alone, and by then unknown is all that was said.
      effects: async (witness) => ((await witness.acquire(keyOf(number))) === null ? 1 : 0),
    })),
    changing('store', (number) => {
      let token: number | null = null;
      return {
        arrange: async (client) => {
          token = await client.acquire(keyOf(number));
        },
        perform: async (client) => token !== null && client.store(keyOf(number), token, number),
        effects: async (witness) => ((await witness.load(keyOf(number))) === number ? 1 : 0),
      };
    }),
    reading('load', (client, number) => client.load(keyOf(number))),
  ],
};

export const names: Subject<NameClient> = {
  isShared: false,
  operations: [
    changing('claim', (number) => ({
      perform: (client) => client.claim(keyOf(number), number),
      effects: async (witness) => ((await witness.claim(keyOf(number), number + 1)) ? 0 : 1),
    })),
  ],
};

export const ids: Subject<IdClient> = {
  isShared: false,
  operations: [
    changing('generate', () => ({
      perform: (client) => done(client.generate()),
      // An id that nobody got leaves no trace that every database would show.
      effects: async () => null,
    })),
  ],
};

export const leader: Subject<LeaderClient> = {
  isShared: false,
  operations: [reading('leader', (client) => client.leader())],
};
