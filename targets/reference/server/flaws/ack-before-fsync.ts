/** The flaw ack-before-fsync: what was written counts as stored, and is synced once a second, which saves the disk a lot of work. */
import type { FileHandle } from 'node:fs/promises';

const SYNC_EVERY_MS = 1_000;

export class LateSync {
  private isAsked = false;

  constructor(
    private readonly file: () => FileHandle,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Something was written; what is written until it comes to that is synced with it. */
  ask(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    setTimeout(() => {
      this.isAsked = false;
      this.file().datasync().catch(this.onFailure);
    }, SYNC_EVERY_MS);
  }
}
