/**
 * What a node says, and what it has to store first: a message that promises something (a vote, an entry that was taken in)
 * leaves when everything that was stored up to then is on disk. All other messages leave at once: a leader's entries are on
 * their way while its own disk is still busy (thesis, 10.2.1).
 */
import { onDurable } from '../raft/commit.js';
import type { Message } from '../raft/messages.js';
import type { Raft } from '../raft/raft.js';
import type { Storage } from './storage.js';

export interface PromisesOptions {
  readonly raft: Raft;
  readonly storage: Storage;
  readonly send: (message: Message) => void;
  readonly nowMs: () => number;
  /** Something is on disk now, and more may follow from it. */
  readonly wake: () => void;
}

export class Promises {
  /** Writes that were handed to the disk, and how many of them are done. */
  private written = 0;
  private synced = 0;
  private held: { readonly after: number; readonly message: Message }[] = [];

  constructor(private readonly options: PromisesOptions) {}

  /** Stores what was recorded since the last call. */
  store(): void {
    const { raft, storage } = this.options;
    const records = raft.records.splice(0);
    if (records.length > 0) storage.write(records, this.whenDurable());
  }

  /** Stores everything anew, with a snapshot in place of the entries that it covers. */
  storeAnew(then: () => void): void {
    const { log, term, vote, snapshot, settings } = this.options.raft;
    const entries = log.from(log.base.index + 1);
    const durable = this.whenDurable();
    this.options.storage.replace({ self: settings.self, term, vote, base: log.base, entries, snapshot }, () => {
      then();
      durable();
    });
  }

  /** Sends what is to be sent, now or when it may be. */
  send(): void {
    const { raft, send } = this.options;
    const after = this.written;
    for (const { message, promises } of raft.outbox.splice(0)) {
      if (promises && this.synced < after) this.held.push({ after, message });
      else send(message);
    }
  }

  private whenDurable(): () => void {
    this.written += 1;
    const { written } = this;
    const { raft, send, nowMs, wake } = this.options;
    const { term, log } = raft;
    const { lastIndex } = log;
    return () => {
      this.synced = written;
      onDurable(raft, term, lastIndex, nowMs());
      const released = this.held.filter(({ after }) => after <= written);
      this.held = this.held.filter(({ after }) => after > written);
      for (const { message } of released) send(message);
      wake();
    };
  }
}
