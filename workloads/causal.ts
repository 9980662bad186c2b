/** Causal: clients that read and write a few keys; whoever has seen something must have seen all that came before it. */
import { causal as causalProperty } from '../checkers/causal/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { RegisterClient } from './clients/register.js';
import { brokenCausality } from './plants/broken-causality.js';
import { forgottenWrite, wentBack } from './plants/sessions-broken.js';
import { doSingleStep, type SingleStepOptions, singleStepOptions, singleSteps } from './single-steps.js';

export const causal = defineWorkload<RegisterClient, SingleStepOptions>({
  name: 'causal',
  describe: 'reads and writes of a few keys; what was seen must bring along all that came before it',
  about:
    'Every client reads and writes the same few keys, one at a time, and goes from one to another: so what it writes depends on what it has read of other keys. Whoever sees a value must see everything that its writer had seen and done before. For stores that promise less than linearizability, and answer from the nearest replica.',
  client: 'register',
  options: singleStepOptions,
  keyed: false,
  generator: ({ options }) => singleSteps(options),
  invoke: doSingleStep,
  checker: causalProperty,
  impliedBy: ['linearizable'],
  plants: [brokenCausality, forgottenWrite, wentBack],
});
