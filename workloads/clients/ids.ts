/** The client of generators of ids. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/** Throws DefiniteFailure when surely no id was given out; anything else it throws means that nobody knows. */
export interface IdClient extends ClosableClient {
  /** An id that nobody else is ever given. */
  generate(): Promise<number | string>;
}
