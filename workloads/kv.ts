/** Kv: a key-value store whose keys are put, read, deleted and compared-and-set; judged key by key. */
import { z } from 'zod';
import { linearizable, modelNamed } from '../checkers/linearizable/index.js';
import type { Generator, OperationDraft, Random } from '../harness/contracts/generator.js';
import type { History } from '../harness/contracts/history.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import { eachThread, limit, operations, sequence } from '../harness/generator/index.js';
import type { KvClient } from './clients/kv.js';
import { asRegister } from './plants/as-register.js';
import { lostAck } from './plants/lost-ack.js';
import { staleRead } from './plants/stale-read.js';

const options = z.strictObject({
  keys: z.int().min(1).max(1_000).default(5).describe('keys in use at the same time'),
  opsPerKey: z.int().min(1).max(1_000_000).default(200).describe('operations on a key before a fresh one takes over'),
});

export type KvOptions = z.infer<typeof options>;

/** Keys that are read once more at the end, the newest of them. */
const FINAL_KEYS_MAX = 500;
const FINAL_READS_OF_OLDER_KEYS = 3;
/** How many of the last values of a key a compare-and-set guesses its `from` among. */
const GUESSES = 3;

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
  generator: ({ options: chosen }) => kvOperations(chosen, 0, []),
  // As in `register`: keys that were in use last are read by every client, older ones a few times by whoever is free.
  finalReads: ({ options: { keys } }, history) => {
    const reads = (times: number) => (key: string) => limit(times, operations({ f: 'get', value: [key, null] }));
    const all = lastKeys(history, FINAL_KEYS_MAX);
    return sequence(
      eachThread(sequence(...all.slice(0, keys).map(reads(1)))),
      ...all.slice(keys).map(reads(FINAL_READS_OF_OLDER_KEYS)),
    );
  },
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

/**
 * A compare-and-set's `from` is a guess among the values that were asked for last, not what a client has seen: so a seed
 * fixes every operation, whatever the database answers. `asked` holds those for each slot of keys in use, newest first.
 */
function kvOperations(chosen: KvOptions, emitted: number, asked: readonly (readonly string[])[]): Generator {
  const self: Generator = {
    next: (context) => {
      const [thread] = context.free;
      if (thread === undefined) return { kind: 'pending', next: self };
      const slot = emitted % chosen.keys;
      const turn = Math.floor(emitted / chosen.keys);
      const key = `k${Math.floor(turn / chosen.opsPerKey) * chosen.keys + slot}`;
      const before = turn % chosen.opsPerKey === 0 ? [] : (asked[slot] ?? []);
      const { draft, wrote } = drawOperation(context.random, key, `v${turn + 1}`, before);
      const now = [...asked];
      now[slot] = wrote === null ? before : [wrote, ...before].slice(0, GUESSES);
      return { kind: 'operation', operation: { ...draft, thread }, next: kvOperations(chosen, emitted + 1, now) };
    },
    update: () => self,
  };
  return self;
}

function drawOperation(
  random: Random,
  key: string,
  value: string,
  before: readonly string[],
): { readonly draft: OperationDraft; readonly wrote: string | null } {
  const kind = random.integer(10);
  if (kind < 5) return { draft: { f: 'get', value: [key, null] }, wrote: null };
  if (kind === 5) return { draft: { f: 'delete', value: [key] }, wrote: null };
  if (kind < 8 || before.length === 0) return { draft: { f: 'put', value: [key, value] }, wrote: value };
  return { draft: { f: 'cas', value: [key, [random.pick(before), value]] }, wrote: value };
}

/** The keys of the history, those that were used last first, `count` at most. */
function lastKeys(history: History, count: number): readonly string[] {
  const keys = new Set<string>();
  for (let index = history.length - 1; index >= 0 && keys.size < count; index -= 1) {
    const value = namedSchema.safeParse(history.value(index));
    if (value.success) keys.add(value.data[0]);
  }
  return [...keys];
}
