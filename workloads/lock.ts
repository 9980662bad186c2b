/** Lock: processes that take a few named locks in turn, and store what each guards while they hold it. */
import { z } from 'zod';
import { fencing } from '../checkers/fencing/index.js';
import { mutualExclusion } from '../checkers/mutual-exclusion/index.js';
import { defineWorkload, type Invocation } from '../harness/contracts/workload.js';
import { eachThread, limit, operations, sequence } from '../harness/generator/index.js';
import type { LockClient } from './clients/lock.js';
import { holders } from './lock-holders.js';
import { doubleGrant } from './plants/double-grant.js';
import { staleToken } from './plants/stale-token.js';

const options = z.strictObject({
  names: z.int().min(1).max(1_000).default(3).describe('locks that there are'),
  holdMs: z.int().min(0).max(3_600_000).default(500).describe('how long a lock is held before it is released'),
  workMs: z.int().min(1).max(3_600_000).default(100).describe('between the stores of a holder'),
  retryMs: z.int().min(1).max(3_600_000).default(100).describe('between the tries of one who waits for a lock'),
});

export type LockOptions = z.infer<typeof options>;

const nameSchema = z.tuple([z.string()]).rest(z.unknown());
const tokenSchema = z.tuple([z.string(), z.int()]);
const storeSchema = z.tuple([z.string(), z.int(), z.int()]);

export const lock = defineWorkload<LockClient, LockOptions>({
  name: 'lock',
  describe: 'a few locks, each acquired, written under and released by whoever gets it',
  client: 'lock',
  options,
  keyed: false,
  generator: ({ options: chosen, concurrency }) => holders({ ...chosen, concurrency }),
  finalReads: ({ options: { names } }) => {
    const load = (_: unknown, at: number) => limit(1, operations({ f: 'load', value: [lockName(at), null] }));
    return eachThread(sequence(...Array.from({ length: names }, load)));
  },
  invoke: async (client, { f, value }: Invocation) => {
    if (f === 'acquire') {
      const [name] = nameSchema.parse(value);
      const token = await client.acquire(name);
      return token === null ? { type: 'fail', error: 'somebody else holds it' } : { type: 'ok', value: [name, token] };
    }
    if (f === 'release') {
      const [name, token] = tokenSchema.parse(value);
      return (await client.release(name, token)) ? { type: 'ok' } : { type: 'fail', error: 'it was not held any more' };
    }
    if (f === 'store') {
      const [name, token, stored] = storeSchema.parse(value);
      return (await client.store(name, token, stored))
        ? { type: 'ok' }
        : { type: 'fail', error: 'the token was refused' };
    }
    const [name] = nameSchema.parse(value);
    return { type: 'ok', value: [name, await client.load(name)] };
  },
  checker: mutualExclusion,
  alsoJudgedBy: [fencing],
  judgedUnclaimed: true,
  plants: [doubleGrant, staleToken],
});

/** The locks are l0, l1, … */
export function lockName(at: number): string {
  return `l${at}`;
}
