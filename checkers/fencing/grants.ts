/** Grants whose token is not new: it was granted before, or is smaller than one that was. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { ACQUIRE, type LockOperations, NONE } from '../mutual-exclusion/lock-operations.js';

export interface Misgrant {
  readonly kind: 'duplicate' | 'backwards';
  /** Positions of acquisitions in the operations: the wrong one, and the one that it contradicts. */
  readonly wrong: number;
  readonly before: number;
}

export interface Misgrants {
  readonly duplicates: number;
  readonly backwards: number;
  /** `limit` at most. */
  readonly first: readonly Misgrant[];
}

/**
 * An acquisition is answered with a token that another was answered with, whenever that was; or it began after another
 * had been answered with a greater one. `numbers` are the tokens' by id. One walk over the events: O(n).
 */
export function misgrants(
  history: History,
  operations: LockOperations,
  numbers: Float64Array,
  limit: number,
): Misgrants {
  const { at, kinds, names, tokens, nameCount, length } = operations;
  const greatest = new Int32Array(nameCount).fill(-1);
  /** By acquisition: the one with the greatest token that was over when it began. */
  const greatestBefore = new Int32Array(length).fill(-1);
  const grantedBy = new Map<number, number>();
  const first: Misgrant[] = [];
  let [duplicates, backwards] = [0, 0];
  const note = (misgrant: Misgrant): void => {
    if (first.length < limit) first.push(misgrant);
  };
  for (let event = 0; event < history.length; event += 1) {
    const begun = at[event]!;
    if (begun >= 0) {
      if (kinds[begun] === ACQUIRE) greatestBefore[begun] = greatest[names[begun]!]!;
      continue;
    }
    const partner = history.partners[event]!;
    const granted = partner < 0 || history.types[event] !== TYPE_OK ? -1 : at[partner]!;
    if (granted < 0 || kinds[granted] !== ACQUIRE || tokens[granted] === NONE) continue;
    const token = tokens[granted]!;
    const name = names[granted]!;
    const key = name * numbers.length + token;
    const same = grantedBy.get(key);
    const before = greatestBefore[granted]!;
    if (same !== undefined) {
      duplicates += 1;
      note({ kind: 'duplicate', wrong: granted, before: same });
    } else if (before >= 0 && numbers[tokens[before]!]! > numbers[token]!) {
      backwards += 1;
      note({ kind: 'backwards', wrong: granted, before });
    }
    if (same === undefined) grantedBy.set(key, granted);
    const best = greatest[name]!;
    if (best < 0 || numbers[token]! > numbers[tokens[best]!]!) greatest[name] = granted;
  }
  return { duplicates, backwards, first };
}
