/** A few sequences, as many reads as increments. */
import { monotonic } from '../../checkers/monotonic/index.js';
import { simulateSequences } from './sequences.js';
import type { PropertyBench } from './shape.js';

export const bench: PropertyBench = { checker: monotonic, keyed: false, simulate: simulateSequences };
