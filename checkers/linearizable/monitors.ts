/** The algorithms that know one type better than a search does. */
import type { Family } from './model.js';
import type { Judgement, Operations } from './operations.js';

export interface Monitor {
  /** As the verdict names it. */
  readonly algorithm: string;
  readonly judge: (operations: Operations) => Judgement;
}

/** By family of models. Registers are judged by their zones, before any call is parsed. */
export const monitors: Partial<Record<Family, Monitor>> = {};
