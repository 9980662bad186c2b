/** Which call each event of a history began or ended: for walks in the order in which things happened. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import type { Calls } from '../../harness/history/calls.js';

/** By event: the place among the calls of what it began, or answered with ok; -1 for any other event. O(n). */
export function callEvents(history: History, { length, invoked, ended, outcomes }: Calls): Int32Array {
  const at = new Int32Array(history.length).fill(-1);
  for (let call = 0; call < length; call += 1) {
    at[invoked[call]!] = call;
    if (outcomes[call] === TYPE_OK) at[ended[call]!] = call;
  }
  return at;
}
