/** Long-fork: every key is written once, and groups of them are read; no two reads may disagree about the order. */
import { z } from 'zod';
import { longFork as longForkProperty } from '../checkers/long-fork/index.js';
import type { Generator } from '../harness/contracts/generator.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { RegisterStep, RegisterTransactionClient } from './clients/transactions.js';
import { fork } from './plants/fork.js';

const options = z.strictObject({
  groupSize: z.int().min(2).max(100).default(3).describe('keys that are read together'),
  readsPerWrite: z.int().min(1).max(1_000).default(4).describe('reads of a group for each write to it'),
});

export type LongForkOptions = z.infer<typeof options>;

const stepsSchema: z.ZodType<readonly RegisterStep[]> = z.array(
  z.union([z.tuple([z.literal('w'), z.int(), z.int()]), z.tuple([z.literal('r'), z.int(), z.null()])]),
);

export const longFork = defineWorkload<RegisterTransactionClient, LongForkOptions>({
  name: 'long-fork',
  describe: 'keys that are written once and read in groups; no two reads may disagree about the order',
  about:
    'Every key of a group is written once, by transactions of their own, while others read the whole group. If one read sees the first write and not the second, and another the second and not the first, the history has forked: no snapshots of one order explain it. It tells parallel snapshot isolation from snapshot isolation.',
  client: 'register-transactions',
  options,
  keyed: false,
  generator: ({ options: chosen }) => groups(chosen, 0),
  invoke: async (client, { value }) => ({ type: 'ok', value: await client.transact(stepsSchema.parse(value)) }),
  checker: longForkProperty,
  impliedBy: ['transactions:strict-serializable', 'transactions:serializable', 'transactions:snapshot-isolation'],
  plants: [fork],
});

/** One group after the other; a write, then some reads, so that they overlap where several clients are at it. */
function groups(chosen: LongForkOptions, emitted: number): Generator {
  const self: Generator = {
    next: (context) => {
      const [thread] = context.free;
      if (thread === undefined) return { kind: 'pending', next: self };
      const perKey = 1 + chosen.readsPerWrite;
      const key = Math.floor(emitted / perKey);
      const first = key - (key % chosen.groupSize);
      const group = Array.from({ length: chosen.groupSize }, (_, at) => first + at);
      const steps =
        emitted % perKey === 0
          ? [['w', key, 1] as const]
          : context.random.shuffle(group).map((each) => ['r', each, null] as const);
      return { kind: 'operation', operation: { f: 'txn', value: steps, thread }, next: groups(chosen, emitted + 1) };
    },
    update: () => self,
  };
  return self;
}
