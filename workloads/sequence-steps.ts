/** Increments and reads of sequences, as sequential-increments and monotonic have their clients do. */
import { z } from 'zod';
import type { Generator } from '../harness/contracts/generator.js';
import type { History } from '../harness/contracts/history.js';
import type { Completion } from '../harness/contracts/operation.js';
import type { Invocation } from '../harness/contracts/workload.js';
import { eachThread, limit, operations, sequence } from '../harness/generator/index.js';
import type { SequenceClient } from './clients/sequence.js';

export const sequenceOptions = z.strictObject({
  keys: z.int().min(1).max(1_000).default(3).describe('sequences that there are'),
});

export type SequenceOptions = z.infer<typeof sequenceOptions>;

const keyedSchema = z.tuple([z.int(), z.unknown()]);

/** As many reads as increments, of keys drawn at random. */
export function sequenceSteps({ keys }: SequenceOptions): Generator {
  return operations(({ random }) => {
    const value = [random.integer(keys), null];
    return { f: random.integer(2) === 0 ? 'increment' : 'read', value };
  });
}

/** Every key by every client. */
export function finalSequenceReads({ keys }: SequenceOptions, _: History): Generator {
  const read = (_unused: unknown, key: number) => limit(1, operations({ f: 'read', value: [key, null] }));
  return eachThread(sequence(...Array.from({ length: keys }, read)));
}

export async function doSequenceStep(client: SequenceClient, { f, value }: Invocation): Promise<Completion> {
  const [key] = keyedSchema.parse(value);
  const name = `k${key}`;
  return { type: 'ok', value: [key, f === 'read' ? await client.read(name) : await client.increment(name)] };
}
