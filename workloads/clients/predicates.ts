/** The client of rows that are looked for by a predicate: for Adya's G2. */
import type { ClosableClient } from '../../harness/contracts/target.js';

export type Table = 'a' | 'b';

/**
 * A method returns when the database acknowledged. It throws DefiniteFailure when the operation surely had no effect;
 * anything else it throws means that nobody knows. It never repeats an operation.
 */
export interface PredicateClient extends ClosableClient {
  /**
   * In one transaction: looks in both tables for rows of this key, by a predicate and not by their ids, and inserts one
   * with this id into `table` when there is none in either; false when there was one.
   */
  insertIfNone(key: number, table: Table, id: number): Promise<boolean>;
}
