/** The clients of transactions: over lists that grow, and over registers. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/** Asked: ["append", key, element], or ["r", key, null], which is answered with the whole list. */
export type ListStep = readonly ['append', number, number] | readonly ['r', number, null];
export type ListResult = readonly ['append', number, number] | readonly ['r', number, readonly number[]];

/**
 * Does all the steps in one transaction and returns when it has committed: the same steps, with what was read. It throws
 * DefiniteFailure when the transaction surely was aborted; anything else it throws means that nobody knows, and an error
 * at the commit always does. It never tries a transaction a second time.
 */
export interface ListTransactionClient extends ClosableClient {
  transact(steps: readonly ListStep[]): Promise<readonly ListResult[]>;
}

/**
 * Asked: ["w", key, value], or ["r", key, null], which is answered with the value, or null when there is none. A database
 * that numbers its versions may add the number, which grows with every write of a key.
 */
export type RegisterStep = readonly ['w', number, number] | readonly ['r', number, null];
export type RegisterResult =
  | readonly ['w', number, number, version?: number]
  | readonly ['r', number, number | null, version?: number];

/** The same over registers. */
export interface RegisterTransactionClient extends ClosableClient {
  transact(steps: readonly RegisterStep[]): Promise<readonly RegisterResult[]>;
}
