/** What every property says of itself for docs/properties.md and docs/history-format.md, in the order of those pages. */
import { guide as adyaG2 } from '../checkers/adya-g2/guide.js';
import { guide as availability } from '../checkers/availability/guide.js';
import { guide as bank } from '../checkers/bank/guide.js';
import { guide as causal } from '../checkers/causal/guide.js';
import { guide as causalReverse } from '../checkers/causal-reverse/guide.js';
import { guide as convergence } from '../checkers/convergence/guide.js';
import { guide as counter } from '../checkers/counter/guide.js';
import { guide as fencing } from '../checkers/fencing/guide.js';
import { guide as increments } from '../checkers/increments/guide.js';
import { guide as leader } from '../checkers/leader/guide.js';
import { guide as linearizable } from '../checkers/linearizable/guide.js';
import { guide as log } from '../checkers/log/guide.js';
import { guide as longFork } from '../checkers/long-fork/guide.js';
import { guide as monotonic } from '../checkers/monotonic/guide.js';
import { guide as mutualExclusion } from '../checkers/mutual-exclusion/guide.js';
import { guide as queue } from '../checkers/queue/guide.js';
import { guide as recovery } from '../checkers/recovery/guide.js';
import { guide as sessions } from '../checkers/sessions/guide.js';
import { guide as set } from '../checkers/set/guide.js';
import { guide as transactions } from '../checkers/transactions/guide.js';
import { orderGuide as idOrder, guide as uniqueIds } from '../checkers/unique-ids/guide.js';
import { guide as uniqueNames } from '../checkers/unique-names/guide.js';
import type { PropertyGuide } from '../harness/contracts/checker.js';

export const guides: readonly PropertyGuide[] = [
  ...[linearizable, transactions],
  ...[bank, longFork, adyaG2],
  ...[set, queue, log, counter, increments],
  ...[uniqueIds, idOrder, uniqueNames],
  ...[mutualExclusion, fencing, leader],
  ...[causal, causalReverse, sessions, monotonic, convergence],
  ...[availability, recovery],
];

/** What `faultline check` needs besides the property to judge an example: "--model register", and so on. */
export function exampleWords({ model, level, keyed }: PropertyGuide['examples'][number]): readonly string[] {
  return [
    ...(model === undefined ? [] : [`--model ${model}`]),
    ...(level === undefined ? [] : [`--level ${level}`]),
    ...(keyed === undefined ? [] : ['--keyed']),
  ];
}
