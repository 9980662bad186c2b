/** Registers, two of three operations reads; a few keys at a time, and fresh ones after a while. */
import { causal } from '../../checkers/causal/index.js';
import { simulateRegisters } from './registers.js';
import type { PropertyBench } from './shape.js';

export const bench: PropertyBench = { checker: causal, keyed: false, simulate: simulateRegisters };
