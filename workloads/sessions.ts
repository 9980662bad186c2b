/** Sessions: clients that read and write a few keys; none may lose sight of what it has written and seen. */
import { sessions as sessionsProperty } from '../checkers/sessions/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { RegisterClient } from './clients/register.js';
import { forgottenWrite, wentBack } from './plants/sessions-broken.js';
import { doSingleStep, type SingleStepOptions, singleStepOptions, singleSteps } from './single-steps.js';

export const sessions = defineWorkload<RegisterClient, SingleStepOptions>({
  name: 'sessions',
  describe: 'reads and writes of a few keys; no client loses sight of what it has written and seen',
  about:
    'The same operations as in `causal`, judged by the four session guarantees: a client sees its own writes, never something older than it has seen, its writes keep their order, and come after what it has read. The least that a user of a store can live with.',
  client: 'register',
  options: singleStepOptions,
  keyed: false,
  generator: ({ options }) => singleSteps(options),
  invoke: doSingleStep,
  checker: sessionsProperty(),
  impliedBy: ['linearizable'],
  plants: [forgottenWrite, wentBack],
});
