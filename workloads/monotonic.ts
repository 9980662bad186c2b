/** Monotonic: clients add one to a few sequences and read them; none of them may see one go back. */
import { monotonic as monotonicProperty } from '../checkers/monotonic/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { SequenceClient } from './clients/sequence.js';
import { nonmonotonicRead } from './plants/wrong-number.js';
import {
  doSequenceStep,
  finalSequenceReads,
  type SequenceOptions,
  sequenceOptions,
  sequenceSteps,
} from './sequence-steps.js';

export const monotonic = defineWorkload<SequenceClient, SequenceOptions>({
  name: 'monotonic',
  describe: 'clients add one to a few sequences, and none may see one go back',
  about:
    'The same operations as in `sequential-increments`, but each client is judged by itself: it must never see less than it has seen, or than it has added. So replicas may lag, and a client that is moved from one to another must not notice.',
  client: 'sequence',
  options: sequenceOptions,
  keyed: false,
  generator: ({ options }) => sequenceSteps(options),
  finalReads: ({ options }, history) => finalSequenceReads(options, history),
  invoke: doSequenceStep,
  checker: monotonicProperty,
  impliedBy: ['increments'],
  plants: [nonmonotonicRead],
});
