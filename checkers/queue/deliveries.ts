/** What was delivered that cannot be: what nobody had enqueued by then, and what was delivered more often than that. */
import { type History, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { DRAIN, ENDING, ENQUEUE, NOBODY, NONE, type QueueOperations } from './queue-operations.js';

export interface Misdelivered {
  readonly element: number;
  /** Position of the dequeue or drain. */
  readonly by: number;
  /** Of a duplicate: who delivered it before. */
  readonly before: number;
  /** Enqueues of it that may have happened by then. */
  readonly attempts: number;
}

export interface Deliveries {
  readonly delivered: number;
  readonly phantoms: number;
  readonly duplicates: number;
  /** `limit` at most of each. */
  readonly firstPhantoms: readonly Misdelivered[];
  readonly firstDuplicates: readonly Misdelivered[];
  /** Enqueues of unknown outcome of which a delivery tells that they happened. */
  readonly recovered: number;
}

/**
 * One walk over the events. An enqueue happens once at most, so of each element there are never more deliveries over than
 * enqueues begun; and that is enough, for then each delivery finds an enqueue of its own. O(n).
 */
export function deliveriesOf(history: History, operations: QueueOperations, limit: number): Deliveries {
  const { calls, ids, elements, moments, drainStarts, drainEnds, drained } = operations;
  const attempts = new Int32Array(ids.size);
  const acknowledged = new Int32Array(ids.size);
  const deliveries = new Int32Array(ids.size);
  const lastBy = new Int32Array(ids.size).fill(NONE);
  const firstPhantoms: Misdelivered[] = [];
  const firstDuplicates: Misdelivered[] = [];
  let [delivered, phantoms, duplicates] = [0, 0, 0];
  const ask = (at: number): void => {
    if (calls.kinds[at] === ENQUEUE && calls.outcomes[at] !== TYPE_FAIL) attempts[elements[at]!]! += 1;
  };
  const deliver = (element: number, by: number): void => {
    delivered += 1;
    const misdelivered = { element, by, before: lastBy[element]!, attempts: attempts[element]! };
    if (attempts[element] === 0) {
      phantoms += 1;
      if (firstPhantoms.length < limit) firstPhantoms.push(misdelivered);
      return;
    }
    lastBy[element] = by;
    if (deliveries[element]! < attempts[element]!) deliveries[element]! += 1;
    else {
      duplicates += 1;
      if (firstDuplicates.length < limit) firstDuplicates.push(misdelivered);
    }
  };
  if (!history.hasTimes) for (let at = 0; at < calls.length; at += 1) ask(at);
  for (let event = 0; event < history.length; event += 1) {
    const moment = moments[event]!;
    if (moment === NOBODY) continue;
    if (moment >= 0) {
      if (history.hasTimes) ask(moment);
      continue;
    }
    const at = moment - ENDING;
    if (calls.outcomes[at] !== TYPE_OK) continue;
    if (calls.kinds[at] === ENQUEUE) acknowledged[elements[at]!]! += 1;
    else if (calls.kinds[at] === DRAIN) {
      for (let place = drainStarts[at]!; place < drainEnds[at]!; place += 1) deliver(drained[place]!, at);
    } else if (elements[at] !== NONE) deliver(elements[at]!, at);
  }
  let recovered = 0;
  for (let element = 0; element < ids.size; element += 1) {
    recovered += Math.max(0, deliveries[element]! - acknowledged[element]!);
  }
  return { delivered, phantoms, duplicates, firstPhantoms, firstDuplicates, recovered };
}
