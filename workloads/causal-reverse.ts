/** Causal reverse: a set that grows, read as often as it is added to; a read must not show a later element without an earlier. */
import { z } from 'zod';
import { causalReverse } from '../checkers/causal-reverse/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { SetClient } from './clients/set.js';
import { readWithHole } from './plants/read-with-hole.js';
import { addsAndReads, invokeSet, readByEveryone, type SetOptions } from './set.js';

const options = z.strictObject({
  readEvery: z
    .int()
    .min(2)
    .max(1_000_000)
    .default(2)
    .describe('one operation in so many is a read, while the set is small'),
  elements: z.int().min(1).max(1_000_000).default(200).describe('a set is small up to so many elements'),
});

export const causalReverseWorkload = defineWorkload<SetClient, SetOptions>({
  name: 'causal-reverse',
  describe: 'unique elements are added to a set, and no read shows a later one without an earlier',
  about:
    'Clients add elements one after the other, and read all of them as often. A database that is serializable, but not in real time, may put a later element before an earlier one: a read between the two then shows the later alone.',
  client: 'set',
  options,
  keyed: false,
  generator: ({ options: chosen }) => addsAndReads(chosen),
  finalReads: () => readByEveryone(),
  invoke: invokeSet,
  checker: causalReverse,
  impliedBy: ['linearizable', 'transactions:strict-serializable'],
  plants: [readWithHole],
});
