/** Sequential-increments: clients add one to a few sequences and read them; no number may be given twice, or be lost. */
import { increments } from '../checkers/increments/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { SequenceClient } from './clients/sequence.js';
import { duplicateIncrement, nonmonotonicRead } from './plants/wrong-number.js';
import {
  doSequenceStep,
  finalSequenceReads,
  type SequenceOptions,
  sequenceOptions,
  sequenceSteps,
} from './sequence-steps.js';

export const sequentialIncrements = defineWorkload<SequenceClient, SequenceOptions>({
  name: 'sequential-increments',
  describe: 'clients add one to a few sequences and read them',
  about:
    'Every increment reads what is there and writes one more, which is where updates get lost. Two increments with the same number, a number that goes back, or fewer than were acknowledged show it. For databases with transactions over single rows, with counters, or with sequences.',
  client: 'sequence',
  options: sequenceOptions,
  keyed: false,
  generator: ({ options }) => sequenceSteps(options),
  finalReads: ({ options }, history) => finalSequenceReads(options, history),
  invoke: doSequenceStep,
  checker: increments,
  plants: [duplicateIncrement, nonmonotonicRead],
});
