/** The client of sequences: numbers that only grow, by one at each call. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/**
 * A method returns when the database acknowledged. It throws DefiniteFailure when the operation surely had no effect;
 * anything else it throws means that nobody knows. It never repeats an operation.
 */
export interface SequenceClient extends ClosableClient {
  /** Adds one to the sequence, which begins at 0, and answers what it is then. */
  increment(key: string): Promise<number>;
  /** What it is; 0 when nobody has incremented it. */
  read(key: string): Promise<number>;
}
