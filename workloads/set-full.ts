/** Set, read in full: as many reads as adds, so that what is stale for a moment is seen. */
import { z } from 'zod';
import { causalReverse } from '../checkers/causal-reverse/index.js';
import { setChecker } from '../checkers/set/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { SetClient } from './clients/set.js';
import { duplicateElement } from './plants/duplicate-element.js';
import { lostElement } from './plants/lost-element.js';
import { phantomElement } from './plants/phantom-element.js';
import { staleElements } from './plants/stale-elements.js';
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

export const setFull = defineWorkload<SetClient, SetOptions>({
  name: 'set-full',
  describe: 'unique elements are added to a set that is read as often, and must never be stale',
  about:
    'As `set`, with as many reads as adds while the set is small, and fewer in proportion when it has grown. Judged by the level `linearizable`: an element that was acknowledged, or seen, is in every read that begins after that.',
  client: 'set',
  options,
  keyed: false,
  generator: ({ options: chosen }) => addsAndReads(chosen),
  finalReads: () => readByEveryone(),
  invoke: invokeSet,
  checker: setChecker({ level: 'linearizable' }),
  alsoJudgedBy: [causalReverse],
  impliedBy: ['linearizable', 'transactions:strict-serializable'],
  plants: [staleElements, lostElement, duplicateElement, phantomElement],
});
