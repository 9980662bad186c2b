/** `availability` over the requests of a cluster that is partitioned again and again. */
import { availability } from '../../checkers/availability/index.js';
import { simulateRequests } from './requests.js';
import type { PropertyBench } from './shape.js';

export const bench: PropertyBench = { checker: availability({}), keyed: false, simulate: simulateRequests };
