/** What a server's error codes prove of the request that they answer. */
import { DefiniteFailure } from '../../../harness/contracts/errors.js';

/** Codes of org.apache.zookeeper.KeeperException.Code. */
export const CODES = {
  noNode: -101,
  badVersion: -103,
  nodeExists: -110,
  notEmpty: -111,
  sessionExpired: -112,
} as const;

/**
 * Codes that a request is given by the leader where it would have made a transaction of it: the code takes its place in the
 * order of all transactions, and nothing else of it does. Other codes say that somebody stopped waiting, or fell over
 * something: connection loss (-4), operation timeout (-7), system error (-1), a request that was throttled (-127).
 */
const REFUSALS: ReadonlyMap<number, string> = new Map([
  [-6, 'it is not implemented'],
  [-8, 'its arguments are bad'],
  [CODES.noNode, 'there is no such znode'],
  [-102, 'it is not allowed'],
  [CODES.badVersion, 'the znode has another version'],
  [-108, 'ephemeral znodes have no children'],
  [CODES.nodeExists, 'the znode is there already'],
  [CODES.notEmpty, 'the znode has children'],
  [CODES.sessionExpired, 'the session has expired'],
  [-114, 'its access list is bad'],
  [-118, 'the session has moved to another server'],
  [-119, 'the server is read-only'],
]);

/** The server said no, and that nothing was changed. */
export class Refused extends DefiniteFailure {
  constructor(readonly code: number) {
    super(`${REFUSALS.get(code) ?? 'it was refused'} (code ${code})`);
  }
}

/** What a code other than 0 is thrown as: Refused, or an error that leaves open what happened. */
export function errorFor(code: number): Error {
  return REFUSALS.has(code) ? new Refused(code) : new Error(`the server answers with the code ${code}`);
}

export function isRefusal(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof Refused && codes.includes(error.code);
}

/** What `refused` answers where it was refused with that code, and else what was to be done. */
export async function unless<T, U>(code: number, answer: Promise<T>, refused: () => U | Promise<U>): Promise<T | U> {
  try {
    return await answer;
  } catch (error) {
    if (isRefusal(error, code)) return refused();
    throw error;
  }
}
