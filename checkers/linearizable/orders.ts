/** The orders of a few operations that get furthest, and the states that they lead to: what there was before it broke. */

import { show } from '../../harness/history/canonical-json.js';
import { type AnyModel, successors } from './model.js';
import { OPEN, type Operations } from './operations.js';

/** With more operations than this nobody reads an order, and there may be too many. */
const MAX_OPERATIONS = 24;
/** Situations looked at, at most. */
const MAX_SITUATIONS = 20_000;

export interface Ending {
  readonly state: unknown;
  /** Positions of operations, one after the other, from the beginning to this state. */
  readonly order: readonly number[];
}

/**
 * The states in which `culprit` might have found things when it returned: after each way to place all that had returned
 * before it, with one order for each. Shortest orders first. Empty where there is too much to look at.
 */
export function endingsBefore(model: AnyModel, operations: Operations, culprit: number): readonly Ending[] {
  const { length, invoked, returned, calls, table } = operations;
  if (length > MAX_OPERATIONS) return [];
  const end = returned[culprit]!;
  let required = 0;
  for (let at = 0; at < length; at += 1) if (at !== culprit && returned[at]! < end) required |= 1 << at;
  const endings = new Map<string, Ending>();
  const seen = new Set<string>();
  let level: { readonly state: unknown; readonly mask: number; readonly order: readonly number[] }[] = [
    { state: model.init, mask: 0, order: [] },
  ];
  while (level.length > 0 && seen.size < MAX_SITUATIONS) {
    const next: typeof level = [];
    for (const { state, mask, order } of level) {
      const key = model.key === undefined ? show(state) : model.key(state);
      if ((mask & required) === required && !endings.has(key)) endings.set(key, { state, order });
      for (let at = 0; at < length; at += 1) {
        if (at === culprit || (mask & (1 << at)) !== 0 || invoked[at]! > end) continue;
        if (mustWait(operations, at, mask)) continue;
        for (const after of successors(model, state, table[calls[at]!]!)) {
          const situation = `${mask | (1 << at)} ${model.key === undefined ? show(after) : model.key(after)}`;
          if (seen.has(situation)) continue;
          seen.add(situation);
          next.push({ state: after, mask: mask | (1 << at), order: [...order, at] });
        }
      }
    }
    level = next;
  }
  return [...endings.values()];
}

/** Has something that is not placed yet ended before this one began? */
function mustWait({ length, invoked, returned }: Operations, at: number, mask: number): boolean {
  for (let other = 0; other < length; other += 1) {
    if ((mask & (1 << other)) === 0 && returned[other] !== OPEN && returned[other]! < invoked[at]!) return true;
  }
  return false;
}
