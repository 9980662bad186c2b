/** The write-ahead log on disk: whatever is asked for while one write is being synced goes into the next, as one frame. */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Flaw } from '../../flaws.js';
import { LateSync } from '../flaws/ack-before-fsync.js';
import { withoutTail } from '../flaws/drops-snapshot-tail.js';
import { isFull, nextSegment } from '../flaws/reorder-on-recovery.js';
import type { DurableRecord } from '../raft/messages.js';
import { logName, placeImage, recover } from './folder.js';
import { frame, SEAL } from './frames.js';
import type { Image, Storage } from './storage.js';

type Task =
  | { readonly kind: 'records'; readonly records: readonly DurableRecord[]; readonly done: () => void }
  | { readonly kind: 'image'; readonly image: Image; readonly done: () => void };

export interface WalOptions {
  readonly folder: string;
  readonly flaw: Flaw;
  /** The disk said that it did not do it: nobody can say what it holds now, and the node must end. */
  readonly onFailure: (error: unknown) => void;
}

export class Wal implements Storage {
  private tasks: Task[] = [];
  private running: Promise<void> | null = null;
  private failed = false;
  private readonly lateSync: LateSync;

  private constructor(
    private readonly options: WalOptions,
    private file: FileHandle,
    private number: number,
  ) {
    this.lateSync = new LateSync(() => this.file, options.onFailure);
  }

  /** What was stored; null in an empty folder, where `begin` is next. Throws DamagedFile. */
  static async reopen(options: WalOptions): Promise<{ readonly wal: Wal; readonly image: Image } | null> {
    const found = await recover(options.folder, options.flaw);
    if (found === null) return null;
    const file = await open(join(options.folder, logName(found.number)), 'a');
    return { wal: new Wal(options, file, found.number), image: found.image };
  }

  static async begin(options: WalOptions, image: Image): Promise<Wal> {
    await placeImage(options.folder, 1, image);
    return new Wal(options, await open(join(options.folder, logName(1)), 'a'), 1);
  }

  write(records: readonly DurableRecord[], done: () => void): void {
    this.add({ kind: 'records', records, done });
  }

  replace(image: Image, done: () => void): void {
    this.add({ kind: 'image', image, done });
  }

  /** Waits for what was asked for, and lets go of the file. */
  async close(): Promise<void> {
    await this.running;
    this.lateSync.stop();
    await this.file.close();
  }

  private add(task: Task): void {
    if (this.failed) return;
    this.tasks.push(task);
    this.running ??= this.run().catch((error: unknown) => {
      // What was not synced may be lost or not: a second sync that succeeds would say nothing about the first.
      this.failed = true;
      this.options.onFailure(error);
    });
  }

  private async run(): Promise<void> {
    do {
      // What comes in the same turn goes into the same frame.
      await new Promise((resolve) => setImmediate(resolve));
      while (this.tasks.length > 0) {
        const [first] = this.tasks;
        if (first?.kind === 'image') {
          this.tasks.shift();
          await this.restart(first.image);
          first.done();
        } else await this.writeBatch();
      }
      await this.file.appendFile(SEAL);
    } while (this.tasks.length > 0);
    this.running = null;
  }

  private async writeBatch(): Promise<void> {
    const end = this.tasks.findIndex(({ kind }) => kind === 'image');
    const batch = this.tasks.splice(0, end < 0 ? this.tasks.length : end);
    const records = batch.flatMap((task) => (task.kind === 'records' ? task.records : []));
    await this.file.appendFile(frame(JSON.stringify(records)));
    if (this.options.flaw === 'ack-before-fsync') this.lateSync.ask();
    else await this.file.datasync();
    for (const { done } of batch) done();
    if (this.options.flaw === 'reorder-on-recovery' && (await isFull(this.file))) await this.beginSegment();
  }

  private async beginSegment(): Promise<void> {
    await this.file.close();
    this.file = await nextSegment(this.options.folder, logName(this.number));
  }

  private async restart(image: Image): Promise<void> {
    const kept = this.options.flaw === 'drops-snapshot-tail' ? withoutTail(image) : image;
    await placeImage(this.options.folder, this.number + 1, kept);
    await this.file.close();
    this.number += 1;
    this.file = await open(join(this.options.folder, logName(this.number)), 'a');
  }
}
