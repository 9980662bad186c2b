/** Values that were shown, and that nobody can have brought by then: broken without any search. */

import { show } from '../../harness/history/canonical-json.js';
import type { AnyModel, Effects } from './model.js';
import { OPEN, type Operations } from './operations.js';

/**
 * Position of the operation that returned first of those that show what no operation brings that was invoked before;
 * null where there is none, and for models in which values come about otherwise. O(n).
 */
export function firstPhantom(model: AnyModel, operations: Operations): number | null {
  if (model.family !== 'register' || model.effects === undefined) return null;
  const { length, invoked, returned, calls, table } = operations;
  const effects = new Map<number, Effects>();
  const firstBrought = new Map<string, number>([[show(model.init), -1]]);
  for (let at = 0; at < length; at += 1) {
    const call = calls[at]!;
    if (!effects.has(call)) effects.set(call, model.effects(table[call]!));
    const { brings } = effects.get(call)!;
    if (brings !== null && !firstBrought.has(brings)) firstBrought.set(brings, invoked[at]!);
  }
  let first: number | null = null;
  for (let at = 0; at < length; at += 1) {
    if (returned[at] === OPEN || (first !== null && returned[at]! > returned[first]!)) continue;
    const { shows } = effects.get(calls[at]!)!;
    if (shows.some((value) => (firstBrought.get(value) ?? OPEN) > returned[at]!)) first = at;
  }
  return first;
}
