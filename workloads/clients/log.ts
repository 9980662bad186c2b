/** The client of logs in the manner of Kafka: keys are partitions, elements have offsets, consumers poll. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/** What a poll returned: by key, [offset, element] in the order in which they came. */
export type Polled = Readonly<Record<string, readonly (readonly [offset: number, element: number])[]>>;

/**
 * A method returns when the database acknowledged. It throws DefiniteFailure when the operation surely had no effect;
 * anything else it throws means that nobody knows. It never repeats an operation.
 */
export interface LogClient extends ClosableClient {
  /** Appends an element; the offset that it got, or null where the database does not say. */
  send(key: string, element: number): Promise<number | null>;
  /** From now on this client polls exactly these keys, each from where it was, or from the beginning. */
  assign(keys: readonly string[]): Promise<void>;
  /**
   * From now on this client polls those of these keys that its group gives it, which may change at any time; each from
   * what the group has committed.
   */
  subscribe(keys: readonly string[]): Promise<void>;
  /** What came next of the keys that it polls; empty when there is nothing. Does not wait for long. */
  poll(): Promise<Polled>;
}
