/** Register: many independent keys, each read, written and compared-and-set; judged key by key. */
import { z } from 'zod';
import { casRegister, linearizable } from '../checkers/linearizable/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { RegisterClient } from './clients/register.js';
import { type Draw, finalReadsOf, onPassingKeys } from './passing-keys.js';
import { lostAck } from './plants/lost-ack.js';
import { staleRead } from './plants/stale-read.js';

const options = z.strictObject({
  keys: z.int().min(1).max(1_000).default(5).describe('keys in use at the same time'),
  opsPerKey: z.int().min(1).max(1_000_000).default(200).describe('operations on a key before a fresh one takes over'),
});

export type RegisterOptions = z.infer<typeof options>;

const keyedSchema = z.tuple([z.int(), z.unknown()]);
const pairSchema = z.tuple([z.number(), z.number()]);

export const register = defineWorkload<RegisterClient, RegisterOptions>({
  name: 'register',
  describe: 'many keys, each read, written and compared-and-set',
  client: 'register',
  options,
  keyed: true,
  generator: ({ options: chosen }) => onPassingKeys(chosen, draw),
  finalReads: ({ options: { keys } }, history) => finalReadsOf('read', keys, history, keyedSchema),
  invoke: async (client, { f, value }) => {
    const [key, argument] = keyedSchema.parse(value);
    const name = `k${key}`;
    if (f === 'read') return { type: 'ok', value: [key, await client.read(name)] };
    if (f === 'write') {
      await client.write(name, z.number().parse(argument));
      return { type: 'ok' };
    }
    const swapped = await client.compareAndSet(name, ...pairSchema.parse(argument));
    return swapped ? { type: 'ok' } : { type: 'fail', error: 'the value was another' };
  },
  checker: linearizable(casRegister),
  plants: [staleRead, lostAck],
});

/** Half the operations are reads. Every value written to a key is new, so that a read tells which write it saw. */
const draw: Draw<number> = (random, key, value, before) => {
  const kind = random.integer(4);
  if (kind < 2) return { draft: { f: 'read', value: [key, null] }, wrote: null };
  if (kind === 2 || before.length === 0) return { draft: { f: 'write', value: [key, value] }, wrote: value };
  return { draft: { f: 'cas', value: [key, [random.pick(before), value]] }, wrote: value };
};
