/** Single reads and writes of a few keys at a time, as the causal and sessions workloads have their clients do. */
import { z } from 'zod';
import type { Generator } from '../harness/contracts/generator.js';
import type { Completion } from '../harness/contracts/operation.js';
import type { Invocation } from '../harness/contracts/workload.js';
import type { RegisterClient } from './clients/register.js';

export const singleStepOptions = z.strictObject({
  keys: z.int().min(1).max(1_000).default(5).describe('keys in use at the same time'),
  opsPerKey: z.int().min(1).max(1_000_000).default(200).describe('operations on a key before a fresh one takes over'),
});

export type SingleStepOptions = z.infer<typeof singleStepOptions>;

const readSchema = z.tuple([z.int(), z.null()]);
const writeSchema = z.tuple([z.int(), z.int()]);

/**
 * Two of three operations are reads, on keys drawn at random: so a client comes back to what it has seen, and goes from one
 * key to another. Every value of a key is new, and a seed fixes every operation.
 */
export function singleSteps(options: SingleStepOptions, emitted = 0): Generator {
  const self: Generator = {
    next: (context) => {
      const [thread] = context.free;
      if (thread === undefined) return { kind: 'pending', next: self };
      const { random } = context;
      const round = Math.floor(emitted / (options.opsPerKey * options.keys));
      const key = round * options.keys + random.integer(options.keys);
      const next = singleSteps(options, emitted + 1);
      if (random.integer(3) > 0)
        return { kind: 'operation', operation: { f: 'read', value: [key, null], thread }, next };
      return { kind: 'operation', operation: { f: 'write', value: [key, emitted + 1], thread }, next };
    },
    update: () => self,
  };
  return self;
}

export async function doSingleStep(client: RegisterClient, { f, value }: Invocation): Promise<Completion> {
  if (f === 'read') {
    const [key] = readSchema.parse(value);
    return { type: 'ok', value: [key, await client.read(`k${key}`)] };
  }
  const [key, written] = writeSchema.parse(value);
  await client.write(`k${key}`, written);
  return { type: 'ok' };
}
