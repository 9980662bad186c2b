/** The client of queues. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/**
 * A method returns when the database acknowledged. It throws DefiniteFailure when the operation surely had no effect;
 * anything else it throws means that nobody knows. It never repeats an operation.
 */
export interface QueueClient extends ClosableClient {
  /** Every element is enqueued once. */
  enqueue(element: number): Promise<void>;
  /**
   * Takes an element out, and has told the database so when it returns (an acknowledgement of a delivery belongs to it);
   * null when there was none to be had. Does not wait for one to come.
   */
  dequeue(): Promise<number | null>;
}
