/** The options of the reference store as a target, `--set NAME=VALUE`. */
import { z } from 'zod';
import { FLAWS } from './flaws.js';

export const referenceOptions = z.strictObject({
  flaw: z
    .enum(FLAWS)
    .default('none')
    .describe('what is wrong with it, on purpose; it claims the same with a flaw as without'),
  heartbeatMs: z.coerce
    .number()
    .int()
    .min(5)
    .max(10_000)
    .default(50)
    .describe('from one heartbeat of the leader to the next'),
  electionMs: z.coerce
    .number()
    .int()
    .min(20)
    .max(60_000)
    .default(300)
    .describe('a follower that hears nothing waits for so long to twice as long'),
  electionOrder: z
    .string()
    .default('')
    .describe('names of nodes with commas, in the order in which they stand for election; the others come last'),
  snapshotEvery: z.coerce
    .number()
    .int()
    .min(10)
    .max(10_000_000)
    .default(10_000)
    .describe('entries after which a node makes its log a snapshot; small ones make it do so often'),
  leaseMs: z.coerce
    .number()
    .int()
    .min(100)
    .max(3_600_000)
    .default(3_000)
    .describe('how long a lock outlives the last that was heard of its holder'),
  timeoutMs: z.coerce
    .number()
    .int()
    .min(100)
    .max(3_600_000)
    .default(5_000)
    .describe('after so long a client is told that nobody knows what became of its request'),
});

export type ReferenceOptions = z.infer<typeof referenceOptions>;
