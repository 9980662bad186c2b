/** What a node needs of its disk; the log on real files is in wal.ts, and tests have one that forgets as a power cut does. */
import type { DurableRecord } from '../raft/messages.js';
import type { Recovered } from '../raft/raft.js';

/** Everything that is stored, in one piece. */
export interface Image extends Recovered {
  /** The id of this server. */
  readonly self: string;
}

/** Writes are durable in the order in which they were asked for; `done` is called in that order too, and never at once. */
export interface Storage {
  write(records: readonly DurableRecord[], done: () => void): void;
  /** Replaces whatever is stored. */
  replace(image: Image, done: () => void): void;
}
