/** Many small sets, as for the property `set`. */
import { causalReverse } from '../../checkers/causal-reverse/index.js';
import { growingSets } from './set.js';
import type { PropertyBench } from './shape.js';

export const bench: PropertyBench = { checker: causalReverse, keyed: true, simulate: growingSets };
