/** The client of counters. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/**
 * A method returns when the database acknowledged. It throws DefiniteFailure when the operation surely had no effect;
 * anything else it throws means that nobody knows. It never repeats an operation.
 */
export interface CounterClient extends ClosableClient {
  /** `amount` may be negative. The counter begins at 0. */
  add(amount: number): Promise<void>;
  read(): Promise<number>;
}
