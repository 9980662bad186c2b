/** The bench of id-order. */
import { idOrder } from '../../checkers/unique-ids/index.js';
import type { PropertyBench } from './shape.js';
import { simulateIds } from './simulate-ids.js';

export const bench: PropertyBench = { checker: idOrder, keyed: false, simulate: simulateIds };
