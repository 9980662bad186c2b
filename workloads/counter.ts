/** Counter: one number that is added to and read, and read on every node in the end. */
import { z } from 'zod';
import { counter } from '../checkers/counter/index.js';
import type { OperationDraft, Random } from '../harness/contracts/generator.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import { delay, eachThread, operations, untilOk } from '../harness/generator/index.js';
import type { CounterClient } from './clients/counter.js';
import { lostIncrement } from './plants/lost-increment.js';
import { wrongCount } from './plants/wrong-count.js';

const options = z.strictObject({
  decrements: z.boolean().default(true).describe('every other add takes away'),
  amountMax: z.int().min(1).max(1_000_000).default(5).describe('the most that is added or taken away at once'),
});

export type CounterOptions = z.infer<typeof options>;

/** Between the tries of a thread to read the final state, ms. */
const FINAL_READ_EVERY_MS = 100;

const amount = z.number();

export const counterWorkload = defineWorkload<CounterClient, CounterOptions>({
  name: 'counter',
  describe: 'one counter, added to, taken from and read',
  about:
    'Half the operations are reads, the others add a few or, with `decrements`, take a few away. An add of unknown outcome widens the bounds of every read that follows; so a run with many of them proves less.',
  client: 'counter',
  options,
  keyed: false,
  generator: ({ options: chosen }) => operations(({ random }) => drawOperation(random, chosen)),
  finalReads: () => eachThread(untilOk(delay(FINAL_READ_EVERY_MS, operations({ f: 'read', value: null })))),
  invoke: async (client, { f, value }) => {
    if (f === 'read') return { type: 'ok', value: await client.read() };
    await client.add(amount.parse(value));
    return { type: 'ok' };
  },
  checker: counter,
  impliedBy: ['linearizable', 'transactions:strict-serializable'],
  plants: [lostIncrement, wrongCount],
});

function drawOperation(random: Random, { decrements, amountMax }: CounterOptions): OperationDraft {
  if (random.integer(2) === 0) return { f: 'read', value: null };
  const size = 1 + random.integer(amountMax);
  return { f: 'add', value: decrements && random.integer(2) === 0 ? -size : size };
}
