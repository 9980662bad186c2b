/** Which seeds an entry of a suite is run with: a list, so many from one on, or drawn. */
import { SEED_BOUND } from './shape.js';

export interface Seeds {
  readonly values: readonly number[];
  readonly isDrawn: boolean;
}

export type SeedsWish = 'random' | readonly number[] | { readonly count: number; readonly from?: number | 'random' };

/** Left out, a seed is drawn, as `run` does. `draw` answers a whole number from 0 up to below the bound that it is given. */
export function seedsOf(wish: SeedsWish | undefined, draw: (bound: number) => number): Seeds {
  if (wish === undefined || wish === 'random') return { values: [draw(SEED_BOUND)], isDrawn: true };
  if (isList(wish)) return { values: wish, isDrawn: false };
  const { count, from = 1 } = wish;
  const isDrawn = from === 'random';
  const first = from === 'random' ? draw(SEED_BOUND) : from;
  return { values: Array.from({ length: count }, (_, at) => (first + at) % SEED_BOUND), isDrawn };
}

function isList(wish: SeedsWish): wish is readonly number[] {
  return Array.isArray(wish);
}
