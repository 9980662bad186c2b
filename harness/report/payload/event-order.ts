/** The events of all operations in the order of the history: what both sides of the encoding walk along. */

/**
 * By place in the history: the operation it belongs to, as a place in the columns; -1 for what is no event of a client. An
 * event stands at the place of its operation's invocation, or it is its completion. O(events).
 */
export function eventOrder({
  length,
  invocations,
  completions,
}: {
  readonly length: number;
  readonly invocations: Int32Array;
  readonly completions: Int32Array;
}): Int32Array {
  let places = 0;
  for (let at = 0; at < length; at += 1) places = Math.max(places, invocations[at]! + 1, completions[at]! + 1);
  const operations = new Int32Array(places).fill(-1);
  for (let at = 0; at < length; at += 1) {
    operations[invocations[at]!] = at;
    if (completions[at]! >= 0) operations[completions[at]!] = at;
  }
  return operations;
}
