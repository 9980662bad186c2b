/**
 * The search for any model: with little effort first, then with more. A pass that leaves configurations out can only
 * find an order; one that lets unknown operations happen again and again can only find that there is none; one that
 * leaves nothing out decides.
 */
import type { Budget } from '../../../harness/contracts/checker.js';
import type { AnyModel } from '../model.js';
import { OPEN, type Operations } from '../operations.js';
import { type Effort, Frontier } from './frontier.js';

export type SearchResult =
  | { readonly kind: 'linearizable' }
  | {
      readonly kind: 'broken';
      /** Position of the operation whose return left no configuration. */
      readonly culprit: number;
      /** States that were possible when it returned, without it. */
      readonly possible: readonly unknown[];
    }
  | {
      readonly kind: 'gave-up';
      readonly reason: string;
      /** Event index up to which there was an order. */
      readonly reached: number;
    };

const ALL = Number.POSITIVE_INFINITY;
const EFFORTS: readonly Effort[] = [
  { alike: 1, total: 2 ** 8, lavish: false, thrifty: true },
  { alike: 1, total: 2 ** 13, lavish: false, thrifty: true },
  { alike: 1, total: 2 ** 17, lavish: true, thrifty: false },
  { alike: 4, total: 2 ** 15, lavish: false, thrifty: false },
  { alike: 32, total: 2 ** 18, lavish: false, thrifty: false },
  { alike: ALL, total: ALL, lavish: false, thrifty: false },
];

/** Is there an order of these operations that the model allows? Exponential in what is in flight together, at worst. */
export function search(model: AnyModel, operations: Operations, budget: Budget): SearchResult {
  const hasUnknown = operations.returned.includes(OPEN);
  let reached = 0;
  for (const effort of EFFORTS) {
    // Where each call brings a value of its own, there are no more states however often it happens.
    if (effort.lavish && !(hasUnknown && model.family === 'register' && model.effects !== undefined)) continue;
    const result = new Frontier(model, operations, budget, effort).run();
    if (result.kind === 'linearizable' && !effort.lavish) return result;
    if (result.kind === 'died' && !result.pruned) return { ...result, kind: 'broken' };
    if (result.kind === 'died') reached = Math.max(reached, operations.returned[result.culprit]!);
    if (result.kind === 'gave-up') return { ...result, reached: Math.max(reached, result.reached) };
  }
  throw new Error('the last effort leaves nothing out, and so decides');
}
