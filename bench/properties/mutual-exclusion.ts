/** `mutual-exclusion` over the calls of a lock service. */
import { mutualExclusion } from '../../checkers/mutual-exclusion/index.js';
import { simulateLocks } from './locks.js';
import type { PropertyBench } from './shape.js';

export const bench: PropertyBench = { checker: mutualExclusion, keyed: false, simulate: simulateLocks };
