/** From places in the history to places in the columns. */
import type { Operations } from '../../payload/payload.js';

export interface Places {
  /** The operation whose invocation or completion stands there; null where none does. */
  at(place: number): number | null;
}

/** Costs 4 bytes for each event of the history. */
export function placesOf({ length, invocations, completions }: Operations): Places {
  let last = -1;
  for (let at = 0; at < length; at += 1) {
    last = Math.max(last, invocations[at] ?? -1, completions[at] ?? -1);
  }
  const table = new Int32Array(last + 1).fill(-1);
  for (let at = 0; at < length; at += 1) {
    const completion = completions[at] ?? -1;
    table[invocations[at] ?? 0] = at;
    if (completion >= 0) table[completion] = at;
  }
  return {
    at(place) {
      const found = table[place] ?? -1;
      return found < 0 ? null : found;
    },
  };
}
