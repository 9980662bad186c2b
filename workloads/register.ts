/** Register: many independent keys, each read, written and compared-and-set; judged key by key. */
import { z } from 'zod';
import { casRegister, linearizable } from '../checkers/linearizable/index.js';
import type { Generator, OperationDraft, Random } from '../harness/contracts/generator.js';
import type { History } from '../harness/contracts/history.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import { eachThread, limit, operations, sequence } from '../harness/generator/index.js';
import type { RegisterClient } from './clients/register.js';
import { lostAck } from './plants/lost-ack.js';
import { staleRead } from './plants/stale-read.js';

const options = z.strictObject({
  keys: z.int().min(1).max(1_000).default(5).describe('keys in use at the same time'),
  opsPerKey: z.int().min(1).max(1_000_000).default(200).describe('operations on a key before a fresh one takes over'),
});

export type RegisterOptions = z.infer<typeof options>;

/** Keys that are read once more at the end, the newest of them. */
const FINAL_KEYS_MAX = 500;
const FINAL_READS_OF_OLDER_KEYS = 3;
/** How many of the last writes to a key a compare-and-set guesses its `from` among. */
const GUESSES = 3;

const keyedSchema = z.tuple([z.int(), z.unknown()]);
const pairSchema = z.tuple([z.number(), z.number()]);

export const register = defineWorkload<RegisterClient, RegisterOptions>({
  name: 'register',
  describe: 'many keys, each read, written and compared-and-set',
  client: 'register',
  options,
  keyed: true,
  generator: (context) => registerOperations(context.options, 0, []),
  // What was lost while nobody looked is seen now: keys that were in use last are read by every client, so that every
  // node is asked, and older ones a few times by whoever is free, because a read may fail.
  finalReads: ({ options: { keys } }, history) => {
    const reads = (times: number) => (key: number) => limit(times, operations({ f: 'read', value: [key, null] }));
    const all = lastKeys(history, FINAL_KEYS_MAX);
    return sequence(
      eachThread(sequence(...all.slice(0, keys).map(reads(1)))),
      ...all.slice(keys).map(reads(FINAL_READS_OF_OLDER_KEYS)),
    );
  },
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

/**
 * Half the operations are reads, the others writes and compare-and-sets. Every value written to a key is new, so that
 * a read tells which write it saw. A compare-and-set's `from` is a guess among the values that were asked for last, not
 * what a client has seen: so a seed fixes every operation, whatever the database answers. `asked` holds those values
 * for each slot of keys in use, the newest first.
 */
function registerOperations(
  chosen: RegisterOptions,
  emitted: number,
  asked: readonly (readonly number[])[],
): Generator {
  const self: Generator = {
    next: (context) => {
      const [thread] = context.free;
      if (thread === undefined) return { kind: 'pending', next: self };
      const slot = emitted % chosen.keys;
      const turn = Math.floor(emitted / chosen.keys);
      const key = Math.floor(turn / chosen.opsPerKey) * chosen.keys + slot;
      const before = turn % chosen.opsPerKey === 0 ? [] : (asked[slot] ?? []);
      const { draft, wrote } = drawOperation(context.random, key, turn + 1, before);
      const now = [...asked];
      now[slot] = wrote === null ? before : [wrote, ...before].slice(0, GUESSES);
      const next = registerOperations(chosen, emitted + 1, now);
      return { kind: 'operation', operation: { ...draft, thread }, next };
    },
    update: () => self,
  };
  return self;
}

function drawOperation(
  random: Random,
  key: number,
  value: number,
  before: readonly number[],
): { readonly draft: OperationDraft; readonly wrote: number | null } {
  const kind = random.integer(4);
  if (kind < 2) return { draft: { f: 'read', value: [key, null] }, wrote: null };
  if (kind === 2 || before.length === 0) return { draft: { f: 'write', value: [key, value] }, wrote: value };
  return { draft: { f: 'cas', value: [key, [random.pick(before), value]] }, wrote: value };
}

/** The keys of the history, those that were used last first, `count` at most. */
function lastKeys(history: History, count: number): readonly number[] {
  const keys = new Set<number>();
  for (let index = history.length - 1; index >= 0 && keys.size < count; index -= 1) {
    const value = keyedSchema.safeParse(history.value(index));
    if (value.success) keys.add(value.data[0]);
  }
  return [...keys];
}
