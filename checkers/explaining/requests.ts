/** The requests of clients as those who wait for an answer see them: when they were asked, and whether they were answered. */
import { UNAVAILABLE } from '../../harness/contracts/errors.js';
import { type History, NEMESIS_PROCESS, TYPE_FAIL, TYPE_INVOKE, TYPE_OK } from '../../harness/contracts/history.js';

/** How the harness records an operation whose client could not be opened. */
const NO_CLIENT = 'no-client';

/** In order of invocation. */
export interface Requests {
  readonly length: number;
  /** Index of the event that invoked it. */
  readonly invoked: Int32Array;
  /** When it was asked, ns; and when its answer came, or infinity. */
  readonly askedNs: Float64Array;
  readonly endedNs: Float64Array;
  /** 1: the database answered, be it that it refused; 0: it could not be reached, said so, or nobody knows. */
  readonly answered: Uint8Array;
}

/** O(n), 21 bytes a request. Throws nothing: whatever the operations are about. */
export function requestsOf(history: History): Requests {
  const isOne = (index: number): boolean =>
    history.types[index] === TYPE_INVOKE && history.processes[index] !== NEMESIS_PROCESS;
  let length = 0;
  for (let index = 0; index < history.length; index += 1) if (isOne(index)) length += 1;
  const requests = {
    invoked: new Int32Array(length),
    askedNs: new Float64Array(length),
    endedNs: new Float64Array(length).fill(Number.POSITIVE_INFINITY),
    answered: new Uint8Array(length),
  };
  let at = 0;
  for (let index = 0; index < history.length; index += 1) {
    if (!isOne(index)) continue;
    const partner = history.partners[index]!;
    requests.invoked[at] = index;
    requests.askedNs[at] = history.times[index]!;
    if (partner >= 0) {
      requests.endedNs[at] = history.times[partner]!;
      requests.answered[at] = isAnswer(history, partner) ? 1 : 0;
    }
    at += 1;
  }
  return { ...requests, length };
}

function isAnswer(history: History, completion: number): boolean {
  const type = history.types[completion];
  if (type === TYPE_OK) return true;
  if (type !== TYPE_FAIL) return false;
  const error = history.error(completion) ?? '';
  return !error.startsWith(UNAVAILABLE) && !error.startsWith(NO_CLIENT);
}
