/** The client of key-value stores: what a database offers that maps keys to texts. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/**
 * A method returns when the database acknowledged. It throws DefiniteFailure when the operation surely had no effect;
 * anything else it throws means that nobody knows. It never repeats an operation.
 */
export interface KvClient extends ClosableClient {
  /** Null when the key has no value. */
  get(key: string): Promise<string | null>;
  put(key: string, value: string): Promise<void>;
  /** Afterwards the key has no value, whether it had one or not. */
  delete(key: string): Promise<void>;
  /** Replaces `from` by `to`, atomically; false when the value was another, or none. */
  compareAndSet(key: string, from: string, to: string): Promise<boolean>;
}
