/** The same registers as for `causal`. */
import { sessions } from '../../checkers/sessions/index.js';
import { simulateRegisters } from './registers.js';
import type { PropertyBench } from './shape.js';

export const bench: PropertyBench = { checker: sessions(), keyed: false, simulate: simulateRegisters };
