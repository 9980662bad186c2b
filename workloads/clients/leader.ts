/** The client that asks who leads. */
import type { ClosableClient } from '../../harness/contracts/target.js';

export interface Leadership {
  /** Name or id of the node that leads. */
  readonly node: string;
  readonly term: number;
}

export interface LeaderClient extends ClosableClient {
  /** Whom the node that is asked takes for the leader of its term; null when it knows of none. */
  leader(): Promise<Leadership | null>;
}
