/** The flaw ack-before-fsync: what was written counts as stored, and is synced once a second, which saves the disk a lot of work. */
import type { FileHandle } from 'node:fs/promises';

const SYNC_EVERY_MS = 1_000;

export class LateSync {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly file: () => FileHandle,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Something was written; what is written until it comes to that is synced with it. */
  ask(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.file().datasync().catch(this.onFailure);
    }, SYNC_EVERY_MS);
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }
}
