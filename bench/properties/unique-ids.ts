/** The bench of unique-ids. */
import { uniqueIds } from '../../checkers/unique-ids/index.js';
import type { PropertyBench } from './shape.js';
import { simulateIds } from './simulate-ids.js';

export const bench: PropertyBench = { checker: uniqueIds, keyed: false, simulate: simulateIds };
