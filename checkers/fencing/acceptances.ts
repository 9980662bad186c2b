/** What storage accepted, since when that is certain, and what it accepted though it was too late. */
import { type History, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { LOAD, type LockOperations, NONE, STORE } from '../mutual-exclusion/lock-operations.js';

const NOBODY = -1;
const SEVERAL = -2;

export interface Acceptances {
  /** By operation: the event at which it is certain that this store was accepted; -1 for what is no such store. */
  readonly by: Int32Array;
  readonly count: number;
}

/**
 * An ok says that a store was accepted, and so does a load that returned its value, if no other store of the lock that
 * may have happened has the same: whichever came first. O(n).
 */
export function acceptances(operations: LockOperations): Acceptances {
  const { length, kinds, names, values, outcomes, ended, valueTable } = operations;
  const by = new Int32Array(length).fill(-1);
  const keyOf = (at: number): number => names[at]! * valueTable.size + values[at]!;
  const isAnswered = (at: number): boolean => kinds[at] === LOAD && outcomes[at] === TYPE_OK && values[at] !== NONE;
  /** Of what was loaded: who may have stored it. */
  const writers = new Map<number, number>();
  for (let at = 0; at < length; at += 1) if (isAnswered(at)) writers.set(keyOf(at), NOBODY);
  for (let at = 0; at < length; at += 1) {
    if (kinds[at] !== STORE || outcomes[at] === TYPE_FAIL) continue;
    if (outcomes[at] === TYPE_OK) by[at] = ended[at]!;
    if (writers.size === 0 || values[at] === NONE) continue;
    const known = writers.get(keyOf(at));
    if (known !== undefined) writers.set(keyOf(at), known === NOBODY ? at : SEVERAL);
  }
  for (let at = 0; at < length; at += 1) {
    const writer = isAnswered(at) ? writers.get(keyOf(at))! : NOBODY;
    if (writer >= 0 && (by[writer] === -1 || ended[at]! < by[writer]!)) by[writer] = ended[at]!;
  }
  let count = 0;
  for (let at = 0; at < length; at += 1) if (by[at]! >= 0) count += 1;
  return { by, count };
}

export interface LateAcceptance {
  /** Positions of stores in the operations: the one that came too late, and the one with a greater token before it. */
  readonly late: number;
  readonly before: number;
}

export interface LateAcceptances {
  readonly count: number;
  /** `limit` at most. */
  readonly first: readonly LateAcceptance[];
}

/**
 * Stores that were accepted though they began when one with a greater token had certainly been. Those that overlap in
 * time may have been accepted in either order. One walk over the events: O(n).
 */
export function laterAcceptances(
  history: History,
  operations: LockOperations,
  numbers: Float64Array,
  { by }: Acceptances,
  limit: number,
): LateAcceptances {
  const { at, kinds, names, tokens, nameCount, length } = operations;
  /** By event: the store whose acceptance is certain from then on. An event proves one at most. */
  const proven = new Int32Array(history.length).fill(-1);
  for (let store = 0; store < length; store += 1) {
    if (by[store]! >= 0 && tokens[store] !== NONE) proven[by[store]!] = store;
  }
  const greatest = new Int32Array(nameCount).fill(-1);
  const first: LateAcceptance[] = [];
  let count = 0;
  for (let event = 0; event < history.length; event += 1) {
    const store = proven[event]!;
    if (store >= 0) {
      const best = greatest[names[store]!]!;
      if (best < 0 || numbers[tokens[store]!]! > numbers[tokens[best]!]!) greatest[names[store]!] = store;
    }
    const begun = at[event]!;
    if (begun < 0 || kinds[begun] !== STORE || by[begun]! < 0 || tokens[begun] === NONE) continue;
    const before = greatest[names[begun]!]!;
    if (before < 0 || numbers[tokens[before]!]! <= numbers[tokens[begun]!]!) continue;
    count += 1;
    if (first.length < limit) first.push({ late: begun, before });
  }
  return { count, first };
}
