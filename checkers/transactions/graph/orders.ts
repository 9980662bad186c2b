/** The orders that need no reading: of sessions, and of real time. */
import type { Dependencies } from '../dependencies.js';
import { OPEN } from '../input/transactions.js';
import { type Edges, LINK, RT, SO } from './edges.js';

/** Where an edge leaves a transaction and where it enters one: they differ where each has a begin and a commit. */
export interface Ends {
  readonly leave: (node: number) => number;
  readonly enter: (node: number) => number;
}

/** From every transaction to the next one of its session. */
export function addSessions(edges: Edges, { count, sessions, sessionCount }: Dependencies, ends: Ends): void {
  const latest = new Int32Array(sessionCount).fill(-1);
  for (let node = 0; node < count; node += 1) {
    const session = sessions[node]!;
    if (latest[session] !== -1) edges.add(ends.leave(latest[session]!), ends.enter(node), SO);
    latest[session] = node;
  }
}

/**
 * From every transaction to those that began after it had ended, by way of barriers: nodes of their own, from `first` on,
 * one wherever a beginning follows an end. O(transactions). Answers how many nodes there are then.
 */
export function addRealTime(
  edges: Edges,
  { count, invoked, completed }: Dependencies,
  ends: Ends,
  first: number,
): number {
  const order = byCompletion(completed);
  let barrier = first - 1;
  let ended = 0;
  for (let node = 0; node < count; node += 1) {
    const before = ended;
    while (ended < order.length && completed[order[ended]!]! < invoked[node]!) ended += 1;
    if (ended > before) {
      barrier += 1;
      for (let at = before; at < ended; at += 1) edges.add(ends.leave(order[at]!), barrier, LINK);
      if (barrier > first) edges.add(barrier - 1, barrier, LINK);
    }
    if (barrier >= first) edges.add(barrier, ends.enter(node), RT);
  }
  return barrier + 1;
}

/** The nodes that came back, in the order in which they did. O(events), for no two end with one event. */
function byCompletion(completed: Int32Array): Int32Array {
  let last = -1;
  let count = 0;
  for (const event of completed) {
    if (event === OPEN) continue;
    count += 1;
    if (event > last) last = event;
  }
  const endedBy = new Int32Array(last + 1).fill(-1);
  for (let node = 0; node < completed.length; node += 1) if (completed[node] !== OPEN) endedBy[completed[node]!] = node;
  const order = new Int32Array(count);
  let length = 0;
  for (const node of endedBy) if (node !== -1) order[length++] = node;
  return order;
}
