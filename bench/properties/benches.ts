/** Every property that is measured, by name. */
import type { PropertyBench } from './shape.js';

export const benches: Readonly<Record<string, () => Promise<PropertyBench>>> = {
  'adya-g2': () => import('./adya-g2.js').then(({ bench }) => bench),
  availability: () => import('./availability.js').then(({ bench }) => bench),
  bank: () => import('./bank.js').then(({ bench }) => bench),
  causal: () => import('./causal.js').then(({ bench }) => bench),
  'causal-reverse': () => import('./causal-reverse.js').then(({ bench }) => bench),
  convergence: () => import('./convergence.js').then(({ bench }) => bench),
  counter: () => import('./counter.js').then(({ bench }) => bench),
  fencing: () => import('./fencing.js').then(({ bench }) => bench),
  'id-order': () => import('./id-order.js').then(({ bench }) => bench),
  increments: () => import('./increments.js').then(({ bench }) => bench),
  leader: () => import('./leader.js').then(({ bench }) => bench),
  log: () => import('./log.js').then(({ bench }) => bench),
  'long-fork': () => import('./long-fork.js').then(({ bench }) => bench),
  monotonic: () => import('./monotonic.js').then(({ bench }) => bench),
  'mutual-exclusion': () => import('./mutual-exclusion.js').then(({ bench }) => bench),
  queue: () => import('./queue.js').then(({ bench }) => bench),
  recovery: () => import('./recovery.js').then(({ bench }) => bench),
  sessions: () => import('./sessions.js').then(({ bench }) => bench),
  set: () => import('./set.js').then(({ bench }) => bench),
  'unique-ids': () => import('./unique-ids.js').then(({ bench }) => bench),
  'unique-names': () => import('./unique-names.js').then(({ bench }) => bench),
};
