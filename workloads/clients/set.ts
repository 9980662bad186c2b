/** The client of sets: what a database offers that collects elements. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/**
 * A method returns when the database acknowledged. It throws DefiniteFailure when the operation surely had no effect;
 * anything else it throws means that nobody knows. It never repeats an operation.
 */
export interface SetClient extends ClosableClient {
  /** Every element is added once. */
  add(element: number): Promise<void>;
  /** All elements, in any order; one that is stored twice is there twice. */
  read(): Promise<readonly number[]>;
}
