/** What was asked of sets, in columns: adds and the elements that they are about, reads and the elements that they showed. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { type Calls, callsOf, NEVER } from '../../harness/history/calls.js';
import { ElementIds } from './element-ids.js';
import { ListScanner } from './list-scanner.js';

export const ADD = 0;
export const READ = 1;
export const REMOVE = 2;

/** In `elements`: the operation is about none. */
export const NONE = -1;

const FIRST_ROOM = 4096;

/** Positions are those of the calls. */
export interface SetOperations {
  readonly calls: Calls;
  readonly ids: ElementIds;
  /** By position: the element that is added, or NONE. */
  readonly elements: Int32Array;
  /** By position of a read that was answered: its elements, as it showed them, are those of `members` from here… */
  readonly memberStarts: Int32Array;
  /** …up to here. */
  readonly memberEnds: Int32Array;
  readonly members: Int32Array;
  /** By event of the history: the position of the call that it begins, or that of the one that it ends, less 2^30. */
  readonly moments: Int32Array;
  /** Reads that were answered. */
  readonly readCount: number;
  readonly hasRemovals: boolean;
}

/** Taken from `moments` where an event ends a call; 2^29 where an event is nobody's. */
export const ENDING = -(2 ** 30);
export const NOBODY = 2 ** 29;

/**
 * `kinds` gives ADD, READ or REMOVE to the functions that the property knows. Linear in the bytes of the values.
 * Throws UsageError 'bad-operation' for a read that is no list.
 */
export function setOperations(
  history: History,
  kinds: Readonly<Record<string, number>>,
  keyed: boolean,
): SetOperations {
  const calls = callsOf(history, kinds, keyed);
  const { length } = calls;
  const ids = new ElementIds(history.valueBytes, keyed);
  const scanner = new ListScanner(history.valueBytes);
  const elements = new Int32Array(length).fill(NONE);
  const memberStarts = new Int32Array(length);
  const memberEnds = new Int32Array(length);
  const moments = new Int32Array(history.length).fill(NOBODY);
  let members = new Int32Array(FIRST_ROOM);
  let [used, readCount, hasRemovals] = [0, 0, false];
  for (let at = 0; at < length; at += 1) {
    moments[calls.invoked[at]!] = at;
    if (calls.ended[at] !== NEVER) moments[calls.ended[at]!] = ENDING + at;
    if (calls.kinds[at] === ADD) {
      elements[at] = ids.id(calls.keys[at]!, calls.inputStarts[at]!, calls.inputEnds[at]!);
      continue;
    }
    if (calls.kinds[at] === REMOVE) hasRemovals = true;
    if (calls.kinds[at] !== READ || calls.outcomes[at] !== TYPE_OK) continue;
    if (!scanner.open(calls.outputStarts[at]!, calls.outputEnds[at]!)) {
      throw badOperation(history, calls.ended[at]!, 'a read of a set answers the list of its elements');
    }
    readCount += 1;
    memberStarts[at] = used;
    while (scanner.next()) {
      if (used === members.length) {
        const larger = new Int32Array(used * 2);
        larger.set(members);
        members = larger;
      }
      members[used] = ids.id(calls.keys[at]!, scanner.elementStart, scanner.elementEnd);
      used += 1;
    }
    memberEnds[at] = used;
  }
  return { calls, ids, elements, memberStarts, memberEnds, members, moments, readCount, hasRemovals };
}
