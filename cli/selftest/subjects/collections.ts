/** What is tried of clients that collect or count: sets, queues, logs, counters. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CounterClient } from '../../../workloads/clients/counter.js';
import type { LogClient } from '../../../workloads/clients/log.js';
import type { QueueClient } from '../../../workloads/clients/queue.js';
import type { SetClient } from '../../../workloads/clients/set.js';
import { type Attempt, changing, done, keyOf, occurrences, reading, type Subject } from '../operation.js';

/** What was delivered to a client that is gone comes back within this, where it comes back at all, ms. */
const EMPTY_FOR_MS = 150;
const READINGS_MAX = 100;

export const counter: Subject<CounterClient> = {
  isShared: true,
  operations: [
    changing('add', () => {
      let before = 0;
      return {
        prepare: async (witness) => {
          before = await witness.read();
        },
        perform: (client) => done(client.add(1)),
        effects: async (witness) => (await witness.read()) - before,
      };
    }),
    reading('read', (client) => client.read()),
  ],
};

export const set: Subject<SetClient> = {
  isShared: false,
  operations: [
    changing('add', (number) => ({
      perform: (client) => done(client.add(number)),
      effects: async (witness) => occurrences(await witness.read(), number),
    })),
    reading('read', (client) => client.read()),
  ],
};

export const log: Subject<LogClient> = {
  isShared: false,
  operations: [
    changing('send', (number) => ({
      perform: (client) => done(client.send(keyOf(number), number)),
      effects: async (witness) => {
        await witness.assign([keyOf(number)]);
        const polled = await untilNothingComes(async () => (await witness.poll())[keyOf(number)] ?? []);
        return occurrences(
          polled.map(([, element]) => element),
          number,
        );
      },
    })),
  ],
};

export const queue: Subject<QueueClient> = {
  isShared: true,
  operations: [
    changing('enqueue', (number) => ({
      perform: (client) => done(client.enqueue(number)),
      effects: async (witness) => occurrences(await drained(witness), number),
    })),
    changing('dequeue', dequeuing),
  ],
};

/** Of two that are there, how many are missing afterwards. */
function dequeuing(number: number): Attempt<QueueClient> {
  const own = [number, number + 1];
  let taken: number | null = null;
  return {
    prepare: async (witness) => {
      await drained(witness);
      for (const element of own) await witness.enqueue(element);
    },
    perform: async (client) => {
      taken = await client.dequeue();
      return taken !== null;
    },
    effects: async (witness) => {
      const left = await drained(witness);
      const gone = own.filter((element) => !left.includes(element)).length;
      // One that a client of before was given, and that came back only now, may have been taken instead.
      const isForeign = taken !== null && !own.includes(taken) && !left.includes(taken);
      return gone + (isForeign ? 1 : 0);
    },
  };
}

function drained(witness: QueueClient): Promise<readonly number[]> {
  return untilNothingComes(async () => {
    const element = await witness.dequeue();
    return element === null ? [] : [element];
  });
}

/** All that comes, until nothing has come twice in a row. */
async function untilNothingComes<T>(next: () => Promise<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  let empties = 0;
  for (let count = 0; count < READINGS_MAX && empties < 2; count += 1) {
    const came = await next();
    all.push(...came);
    empties = came.length === 0 ? empties + 1 : 0;
    if (empties === 1) await sleep(EMPTY_FOR_MS);
  }
  return all;
}
