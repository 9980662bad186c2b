/** Kv: a key-value store whose keys are put, read, deleted and compared-and-set; judged key by key. */
import { z } from 'zod';
import { linearizable, modelNamed } from '../checkers/linearizable/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { KvClient } from './clients/kv.js';
import { type Draw, finalReadsOf, onPassingKeys } from './passing-keys.js';
import { asRegister } from './plants/as-register.js';
import { lostAck } from './plants/lost-ack.js';
import { staleRead } from './plants/stale-read.js';

const options = z.strictObject({
  keys: z.int().min(1).max(1_000).default(5).describe('keys in use at the same time'),
  opsPerKey: z.int().min(1).max(1_000_000).default(200).describe('operations on a key before a fresh one takes over'),
});

export type KvOptions = z.infer<typeof options>;

const namedSchema = z.tuple([z.string()]).rest(z.unknown());
const putSchema = z.tuple([z.string(), z.string()]);
const compareAndSetSchema = z.tuple([z.string(), z.tuple([z.string(), z.string()])]);

export const kv = defineWorkload<KvClient, KvOptions>({
  name: 'kv',
  describe: 'a key-value store: keys are put, read, deleted and compared-and-set',
  about:
    'Like `register`, for stores of texts whose keys can be deleted. Half of the operations are reads, the others puts, deletes and compare-and-sets; every value is new, so that a read tells which write it saw. Each key is judged by itself, and fresh ones take over as it goes, so that a long run is as quickly judged as many short ones.',
  client: 'kv',
  options,
  keyed: false,
  generator: ({ options: chosen }) => onPassingKeys(chosen, draw),
  finalReads: ({ options: { keys } }, history) => finalReadsOf('get', keys, history, namedSchema),
  invoke: async (client, { f, value }) => {
    const [key] = namedSchema.parse(value);
    if (f === 'get') return { type: 'ok', value: [key, await client.get(key)] };
    if (f === 'put') {
      await client.put(key, putSchema.parse(value)[1]);
      return { type: 'ok' };
    }
    if (f === 'delete') {
      await client.delete(key);
      return { type: 'ok' };
    }
    const [from, to] = compareAndSetSchema.parse(value)[1];
    const isSwapped = await client.compareAndSet(key, from, to);
    return isSwapped ? { type: 'ok' } : { type: 'fail', error: 'the value was another' };
  },
  checker: linearizable(modelNamed('kv')),
  plants: [asRegister(staleRead), asRegister(lostAck)],
});

const draw: Draw<string> = (random, number, turn, before) => {
  const [key, value] = [`k${number}`, `v${turn}`];
  const kind = random.integer(10);
  if (kind < 5) return { draft: { f: 'get', value: [key, null] }, wrote: null };
  if (kind === 5) return { draft: { f: 'delete', value: [key] }, wrote: null };
  if (kind < 8 || before.length === 0) return { draft: { f: 'put', value: [key, value] }, wrote: value };
  return { draft: { f: 'cas', value: [key, [random.pick(before), value]] }, wrote: value };
};
