/** What lasts only as long as somebody is heard of. */
import type { Operation } from '../raft/messages.js';

export interface Lease {
  readonly id: string;
  /** Changes whenever its holder was heard of. */
  readonly touches: number;
  /** The operation that ends it, unless its holder was heard of meanwhile. */
  readonly expire: Operation;
}
