/** A few sequences, as many reads as increments. */
import { increments } from '../../checkers/increments/index.js';
import { simulateSequences } from './sequences.js';
import type { PropertyBench } from './shape.js';

export const bench: PropertyBench = { checker: increments, keyed: false, simulate: simulateSequences };
