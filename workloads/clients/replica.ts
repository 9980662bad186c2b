/** The client of one replica: it writes through it, and reads what that replica alone has, without asking others. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/**
 * A method returns when the database acknowledged. It throws DefiniteFailure when the operation surely had no effect;
 * anything else it throws means that nobody knows. It never repeats an operation.
 */
export interface ReplicaClient extends ClosableClient {
  write(key: string, value: number): Promise<void>;
  /** All that this node has, by key. */
  snapshot(): Promise<Readonly<Record<string, number>>>;
}
