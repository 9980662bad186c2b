/** The client of unique names, such as those of users. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/** Throws DefiniteFailure when the claim surely had no effect; anything else it throws means that nobody knows. */
export interface NameClient extends ClosableClient {
  /** Takes a name for `owner`, for ever; false when somebody has it. */
  claim(name: string, owner: number): Promise<boolean>;
}
