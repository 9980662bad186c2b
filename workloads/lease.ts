/** Lease: holders of locks that now and then pause for longer than a lease lasts, and then write as if nothing had happened. */
import { z } from 'zod';
import { fencing } from '../checkers/fencing/index.js';
import { mutualExclusion } from '../checkers/mutual-exclusion/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { LockClient } from './clients/lock.js';
import { lock } from './lock.js';
import { holders } from './lock-holders.js';
import { doubleGrant } from './plants/double-grant.js';
import { staleStore } from './plants/stale-store.js';
import { staleToken } from './plants/stale-token.js';

const options = z.strictObject({
  names: z.int().min(1).max(1_000).default(3).describe('locks that there are'),
  holdMs: z.int().min(0).max(3_600_000).default(500).describe('how long a lock is held before it is released'),
  workMs: z.int().min(1).max(3_600_000).default(100).describe('between the stores of a holder'),
  retryMs: z.int().min(1).max(3_600_000).default(100).describe('between the tries of one who waits for a lock'),
  pauseMs: z.int().min(1).max(3_600_000).default(5_000).describe('how long a holder pauses; longer than a lease lasts'),
  pauseChance: z.number().min(0).max(1).default(0.05).describe('how likely a pause is before each store'),
});

export type LeaseOptions = z.infer<typeof options>;

export const lease = defineWorkload<LockClient, LeaseOptions>({
  name: 'lease',
  describe: 'holders of locks that pause for longer than a lease lasts, and then write with their old token',
  about:
    'As in `lock`, but a holder pauses now and then in the middle of its work, as a process does that collects garbage or is moved to another machine. When it goes on, its lease may be over and somebody else at work. So mutual exclusion cannot be promised; what can be is that storage refuses its token.',
  client: 'lock',
  options,
  keyed: false,
  generator: ({ options: { pauseMs, pauseChance, ...chosen }, concurrency }) =>
    holders({ ...chosen, concurrency, pause: { chance: pauseChance, ms: pauseMs } }),
  finalReads: (context, history) => {
    const { names, holdMs, workMs, retryMs } = context.options;
    return lock.finalReads!({ ...context, options: { names, holdMs, workMs, retryMs } }, history);
  },
  invoke: lock.invoke,
  checker: fencing,
  alsoJudgedBy: [mutualExclusion],
  judgedUnclaimed: true,
  plants: [staleStore, staleToken, doubleGrant],
});
