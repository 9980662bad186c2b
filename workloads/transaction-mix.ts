/** Transactions of reads and writes over a few keys at a time, as list-append and rw-register have their clients do. */
import { z } from 'zod';
import type { Generator, Random } from '../harness/contracts/generator.js';
import type { History } from '../harness/contracts/history.js';
import { eachThread, limit, operations, sequence } from '../harness/generator/index.js';

/** Where a history's values are transactions: what was asked of one key. */
export type Step = readonly [kind: 'r' | 'append' | 'w', key: number, value: number | null];

export const mixOptions = z
  .strictObject({
    keyCount: z.int().min(1).max(1_000).default(10).describe('keys in use at the same time'),
    minTxnLength: z.int().min(1).max(1_000).default(1).describe('steps of a transaction at least'),
    maxTxnLength: z.int().min(1).max(1_000).default(4).describe('steps of a transaction at most'),
    maxWritesPerKey: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(32)
      .describe('writes to a key before a fresh one takes over'),
    keyDistribution: z
      .enum(['exponential', 'uniform'])
      .default('exponential')
      .describe('how often each key is used: one twice as often as the next, or all the same'),
  })
  .refine(({ minTxnLength, maxTxnLength }) => minTxnLength <= maxTxnLength, {
    error: 'minTxnLength must not be greater than maxTxnLength',
  });

export type MixOptions = z.infer<typeof mixOptions>;

/** A key in use, and how many writes to it have been asked for. */
interface Slot {
  readonly key: number;
  readonly writes: number;
}

/** Keys that are read once more at the end, the newest of them. */
const FINAL_KEYS_MAX = 500;
const FINAL_READS_OF_OLDER_KEYS = 3;

const stepsSchema = z.array(z.tuple([z.string(), z.int(), z.unknown()]));

/**
 * Half of the steps are reads, the others writes with this name. The values of a key are 1, 2, 3 and so on in the order in
 * which they are asked for, so that a read tells which write it saw, and a seed fixes every transaction.
 */
export function mixedTransactions(options: MixOptions, write: 'append' | 'w'): Generator {
  const slots = Array.from({ length: options.keyCount }, (_, key): Slot => ({ key, writes: 0 }));
  return mixing(options, write, slots, options.keyCount);
}

function mixing(options: MixOptions, write: 'append' | 'w', slots: readonly Slot[], fresh: number): Generator {
  const self: Generator = {
    next: (context) => {
      const [thread] = context.free;
      if (thread === undefined) return { kind: 'pending', next: self };
      const { random } = context;
      const now = [...slots];
      let next = fresh;
      const spread = options.maxTxnLength - options.minTxnLength + 1;
      const steps = Array.from({ length: options.minTxnLength + random.integer(spread) }, (): Step => {
        const at = slotFor(options, random);
        const { key, writes } = now[at]!;
        if (random.integer(2) === 0) return ['r', key, null];
        const isLast = writes + 1 >= options.maxWritesPerKey;
        now[at] = isLast ? { key: next, writes: 0 } : { key, writes: writes + 1 };
        if (isLast) next += 1;
        return [write, key, writes + 1];
      });
      return {
        kind: 'operation',
        operation: { f: 'txn', value: steps, thread },
        next: mixing(options, write, now, next),
      };
    },
    update: () => self,
  };
  return self;
}

function slotFor({ keyCount, keyDistribution }: MixOptions, random: Random): number {
  if (keyDistribution === 'uniform') return random.integer(keyCount);
  // The place of the highest bit of a random number that has so many bits at most.
  const drawn = Math.floor(Math.log2(random.real() * (2 ** keyCount - 1) + 1));
  return Math.min(keyCount - 1, drawn);
}

/**
 * What was lost while nobody looked is seen now: keys that were in use last are read by every client, so that every node
 * is asked, and older ones a few times by whoever is free, because a read may fail.
 */
export function finalTransactions({ keyCount }: MixOptions, history: History): Generator {
  const reads = (times: number) => (key: number) => limit(times, operations({ f: 'txn', value: [['r', key, null]] }));
  const all = lastKeys(history, FINAL_KEYS_MAX);
  return sequence(
    eachThread(sequence(...all.slice(0, keyCount).map(reads(1)))),
    ...all.slice(keyCount).map(reads(FINAL_READS_OF_OLDER_KEYS)),
  );
}

/** The keys of the history, those that were used last first, `count` at most. */
function lastKeys(history: History, count: number): readonly number[] {
  const keys = new Set<number>();
  for (let index = history.length - 1; index >= 0 && keys.size < count; index -= 1) {
    const steps = stepsSchema.safeParse(history.value(index));
    if (steps.success) for (const [, key] of steps.data) keys.add(key);
  }
  return [...keys].slice(0, count);
}
