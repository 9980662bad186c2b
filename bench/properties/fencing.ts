/** `fencing` over the calls of a lock service. */
import { fencing } from '../../checkers/fencing/index.js';
import { simulateLocks } from './locks.js';
import type { PropertyBench } from './shape.js';

export const bench: PropertyBench = { checker: fencing, keyed: false, simulate: simulateLocks };
