/** What was asked of queues, in columns: enqueues and the elements that they are about, dequeues and what they delivered. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { type Calls, callsOf, NEVER } from '../../harness/history/calls.js';
import { matches } from '../../harness/history/json-scanner.js';
import { ElementIds } from '../set/element-ids.js';
import { ListScanner } from '../set/list-scanner.js';

export const ENQUEUE = 0;
export const DEQUEUE = 1;
export const DRAIN = 2;

/** In `elements`: none. */
export const NONE = -1;

const KINDS = { enqueue: ENQUEUE, push: ENQUEUE, dequeue: DEQUEUE, pop: DEQUEUE, drain: DRAIN };

/** Positions are those of the calls. */
export interface QueueOperations {
  readonly calls: Calls;
  readonly ids: ElementIds;
  /** By position: the element of an enqueue, or the one that a dequeue delivered; NONE for all else. */
  readonly elements: Int32Array;
  /** By position of a drain that was answered: its elements are those of `drained` from here… */
  readonly drainStarts: Int32Array;
  /** …up to here. */
  readonly drainEnds: Int32Array;
  readonly drained: readonly number[];
  /** By event of the history: the position of the call that it begins, that of the one that it ends less 2^30, or NOBODY. */
  readonly moments: Int32Array;
}

export const ENDING = -(2 ** 30);
export const NOBODY = 2 ** 29;

/** Linear in the bytes of the values. Throws UsageError 'bad-operation' for a drain that is no list. */
export function queueOperations(history: History, keyed: boolean): QueueOperations {
  const calls = callsOf(history, KINDS, keyed);
  const { length, keys, inputStarts, inputEnds, outputStarts, outputEnds } = calls;
  const bytes = history.valueBytes;
  const ids = new ElementIds(bytes, keyed);
  const scanner = new ListScanner(bytes);
  const elements = new Int32Array(length).fill(NONE);
  const drainStarts = new Int32Array(length);
  const drainEnds = new Int32Array(length);
  const drained: number[] = [];
  const moments = new Int32Array(history.length).fill(NOBODY);
  for (let at = 0; at < length; at += 1) {
    moments[calls.invoked[at]!] = at;
    if (calls.ended[at] !== NEVER) moments[calls.ended[at]!] = ENDING + at;
    const [start, end] = [outputStarts[at]!, outputEnds[at]!];
    if (calls.kinds[at] === ENQUEUE) elements[at] = ids.id(keys[at]!, inputStarts[at]!, inputEnds[at]!);
    else if (calls.outcomes[at] !== TYPE_OK) continue;
    else if (calls.kinds[at] === DEQUEUE) {
      const isEmpty = start === end || (end - start === 4 && matches(bytes, start, 'null'));
      if (!isEmpty) elements[at] = ids.id(keys[at]!, start, end);
    } else {
      if (!scanner.open(start, end)) {
        throw badOperation(history, calls.ended[at]!, 'a drain answers the list of the elements that it took');
      }
      drainStarts[at] = drained.length;
      while (scanner.next()) drained.push(ids.id(keys[at]!, scanner.elementStart, scanner.elementEnd));
      drainEnds[at] = drained.length;
    }
  }
  return { calls, ids, elements, drainStarts, drainEnds, drained, moments };
}
