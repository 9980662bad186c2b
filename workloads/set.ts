/** Set: unique elements are added, read now and then, and read on every node in the end. */
import { z } from 'zod';
import { setChecker } from '../checkers/set/index.js';
import type { Generator } from '../harness/contracts/generator.js';
import { defineWorkload, type Invocation } from '../harness/contracts/workload.js';
import { delay, eachThread, operations, untilOk } from '../harness/generator/index.js';
import type { SetClient } from './clients/set.js';
import { duplicateElement } from './plants/duplicate-element.js';
import { lostElement } from './plants/lost-element.js';
import { phantomElement } from './plants/phantom-element.js';

const options = z.strictObject({
  readEvery: z
    .int()
    .min(2)
    .max(1_000_000)
    .default(50)
    .describe('one operation in so many is a read, while the set is small'),
  elements: z.int().min(1).max(1_000_000).default(1_000).describe('a set is small up to so many elements'),
});

export type SetOptions = z.infer<typeof options>;

/** Between the tries of a thread to read the final state, ms. */
const FINAL_READ_EVERY_MS = 100;

const element = z.number();

export const set = defineWorkload<SetClient, SetOptions>({
  name: 'set',
  describe: 'unique elements are added to a set, and all are read in the end',
  about:
    'Every element is added once, so that what is lost, there twice or out of thin air can be told. Reads are rare while it runs, because each returns everything; in the end every client reads until it is answered, so that every node is asked.',
  client: 'set',
  options,
  keyed: false,
  generator: ({ options: chosen }) => addsAndReads(chosen),
  finalReads: () => readByEveryone(),
  invoke: invokeSet,
  checker: setChecker(),
  impliedBy: ['set:linearizable', 'linearizable', 'transactions:strict-serializable'],
  plants: [lostElement, duplicateElement, phantomElement],
});

/** One operation of a set. */
export async function invokeSet(
  client: SetClient,
  { f, value }: Invocation,
): Promise<{ readonly type: 'ok'; readonly value?: unknown }> {
  if (f === 'read') return { type: 'ok', value: await client.read() };
  await client.add(element.parse(value));
  return { type: 'ok' };
}

/**
 * One operation in `readEvery` is a read. A read costs what the set holds, so with more than `elements` reads become
 * rarer, in proportion: what all of them return grows with the time, and not with its square. Whatever is answered, a
 * seed fixes every operation.
 */
export function addsAndReads(chosen: SetOptions, added = 0): Generator {
  const self: Generator = {
    next: (context) => {
      const [thread] = context.free;
      if (thread === undefined) return { kind: 'pending', next: self };
      const share = Math.min(1, chosen.elements / Math.max(1, added)) / chosen.readEvery;
      if (context.random.real() < share) {
        const operation = { f: 'read', value: null, thread };
        return { kind: 'operation', operation, next: self };
      }
      const operation = { f: 'add', value: added, thread };
      return { kind: 'operation', operation, next: addsAndReads(chosen, added + 1) };
    },
    update: () => self,
  };
  return self;
}

/** Every thread reads until it is answered, so that each node is asked. */
export function readByEveryone(): Generator {
  return eachThread(untilOk(delay(FINAL_READ_EVERY_MS, operations({ f: 'read', value: null }))));
}
