/** The client of registers: what a database offers that stores one integer per key. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/**
 * A method returns when the database acknowledged. It throws DefiniteFailure when the operation surely had no effect;
 * anything else it throws means that nobody knows. It never repeats an operation.
 */
export interface RegisterClient extends ClosableClient {
  /** The value of the key; null when it has none. */
  read(key: string): Promise<number | null>;
  /** Gives the key a value, an integer. */
  write(key: string, value: number): Promise<void>;
  /** Replaces `from` by `to`, atomically; false when the value was another, or none. */
  compareAndSet(key: string, from: number, to: number): Promise<boolean>;
}
