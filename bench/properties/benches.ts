/** Every property that is measured, by name. */
import type { PropertyBench } from './shape.js';

export const benches: Readonly<Record<string, () => Promise<PropertyBench>>> = {
  availability: () => import('./availability.js').then(({ bench }) => bench),
  recovery: () => import('./recovery.js').then(({ bench }) => bench),
};
