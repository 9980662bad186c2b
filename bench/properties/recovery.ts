/** `recovery` over the requests of a cluster that is partitioned again and again. */
import { recovery } from '../../checkers/recovery/index.js';
import { simulateRequests } from './requests.js';
import type { PropertyBench } from './shape.js';

export const bench: PropertyBench = { checker: recovery({}), keyed: false, simulate: simulateRequests };
