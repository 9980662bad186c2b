/** What was acknowledged and never delivered, and whether anything else can explain that than a loss. */
import { type History, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { NEVER } from '../../harness/history/calls.js';
import { DEQUEUE, DRAIN, ENDING, ENQUEUE, NOBODY, NONE, type QueueOperations } from './queue-operations.js';

/** Of one queue, of which something acknowledged was not delivered. */
export interface Leftovers {
  readonly key: number;
  /** Positions of enqueues, in the order of their invocations. */
  readonly undelivered: readonly number[];
  /** Dequeues of unknown outcome, each of which may have taken one; infinity where a drain is of unknown outcome. */
  readonly mayHaveTaken: number;
  /** The dequeue or drain that found the queue empty in the end; NONE where none did. */
  readonly emptiedBy: number;
  /** The last event by which a dequeue was answered. */
  readonly lastEvent: number;
}

/** Every queue with something undelivered. O(n). */
export function leftoversOf(history: History, operations: QueueOperations): readonly Leftovers[] {
  const { calls, elements, drainStarts, drainEnds } = operations;
  const { length, keyCount, keys, kinds, outcomes, invoked, ended } = calls;
  const undelivered = undeliveredOf(history, operations);
  if (undelivered.size === 0) return [];
  const enqueued = new Int32Array(keyCount).fill(NEVER);
  const mayHaveTaken = new Float64Array(keyCount);
  const lastDelivery = new Int32Array(keyCount).fill(NEVER);
  const lastEvents = new Int32Array(keyCount).fill(NEVER);
  const emptiedBy = new Int32Array(keyCount).fill(NONE);
  for (let at = 0; at < length; at += 1) {
    const key = keys[at]!;
    if (kinds[at] === ENQUEUE) {
      enqueued[key] = Math.max(enqueued[key]!, ended[at]!);
      continue;
    }
    if (outcomes[at] === TYPE_OK || outcomes[at] === TYPE_FAIL)
      lastEvents[key] = Math.max(lastEvents[key]!, ended[at]!);
    else mayHaveTaken[key]! += kinds[at] === DRAIN ? Number.POSITIVE_INFINITY : 1;
    const isDelivery = kinds[at] === DEQUEUE ? elements[at] !== NONE : drainEnds[at]! > drainStarts[at]!;
    if (outcomes[at] === TYPE_OK && isDelivery) lastDelivery[key] = invoked[at]!;
  }
  for (let at = 0; at < length; at += 1) {
    const key = keys[at]!;
    if (kinds[at] === ENQUEUE || outcomes[at] !== TYPE_OK) continue;
    if (kinds[at] === DEQUEUE && elements[at] !== NONE) continue;
    // Whoever was given something after it shows that it was not empty for good.
    if (invoked[at]! <= enqueued[key]! || ended[at]! < lastDelivery[key]!) continue;
    const known = emptiedBy[key]!;
    if (known === NONE || ended[at]! > ended[known]!) emptiedBy[key] = at;
  }
  return [...undelivered]
    .sort(([left], [right]) => left - right)
    .map(([key, enqueues]) => ({
      key,
      undelivered: enqueues.reverse(),
      mayHaveTaken: mayHaveTaken[key]!,
      emptiedBy: emptiedBy[key]!,
      lastEvent: lastEvents[key]!,
    }));
}

/**
 * By key: enqueues that were acknowledged, and for which no delivery of their element is left that ended after they had
 * begun. Backwards through the events, so that those of equal elements are counted well. The last come first.
 */
function undeliveredOf(history: History, operations: QueueOperations): Map<number, number[]> {
  const { calls, ids, elements, moments, drainStarts, drainEnds, drained } = operations;
  const left = new Int32Array(ids.size);
  const undelivered = new Map<number, number[]>();
  const miss = (at: number): void => {
    const list = undelivered.get(calls.keys[at]!);
    if (list === undefined) undelivered.set(calls.keys[at]!, [at]);
    else list.push(at);
  };
  const settle = (at: number): void => {
    if (calls.kinds[at] !== ENQUEUE || calls.outcomes[at] !== TYPE_OK) return;
    if (left[elements[at]!]! > 0) left[elements[at]!]! -= 1;
    else miss(at);
  };
  for (let event = history.length - 1; event >= 0; event -= 1) {
    const moment = moments[event]!;
    if (moment === NOBODY) continue;
    if (moment >= 0) {
      if (history.hasTimes) settle(moment);
      continue;
    }
    const at = moment - ENDING;
    if (calls.outcomes[at] !== TYPE_OK || calls.kinds[at] === ENQUEUE) continue;
    if (calls.kinds[at] === DRAIN) {
      for (let place = drainStarts[at]!; place < drainEnds[at]!; place += 1) left[drained[place]!]! += 1;
    } else if (elements[at] !== NONE) left[elements[at]!]! += 1;
  }
  if (!history.hasTimes) for (let at = calls.length - 1; at >= 0; at -= 1) settle(at);
  return undelivered;
}
