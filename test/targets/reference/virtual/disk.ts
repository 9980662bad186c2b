/** A disk in virtual time: what was not synced yet is lost in a power cut, and kept when a process alone is killed. */
import type { DurableRecord, Entry } from '../../../../targets/reference/server/raft/messages.js';
import type { Image, Storage } from '../../../../targets/reference/server/storage/storage.js';
import type { Agenda } from './agenda.js';

interface Write {
  readonly change: (image: Image) => Image;
  readonly done: () => void;
}

export class VirtualDisk implements Storage {
  private waiting: Write[] = [];
  private isBusy = false;
  /** Grows when the process dies: what it waited for is of no interest any more. */
  private life = 0;

  constructor(
    private readonly agenda: Agenda,
    private readonly syncMs: () => number,
    /** What a power cut leaves. */
    public stored: Image,
  ) {}

  write(records: readonly DurableRecord[], done: () => void): void {
    this.add({ change: (image) => records.reduce(withRecord, image), done });
  }

  replace(image: Image, done: () => void): void {
    this.add({ change: () => image, done });
  }

  crash(kind: 'power' | 'process'): void {
    if (kind === 'process') this.stored = this.waiting.reduce((image, { change }) => change(image), this.stored);
    this.life += 1;
    this.waiting = [];
    this.isBusy = false;
  }

  private add(write: Write): void {
    this.waiting.push(write);
    if (!this.isBusy) this.sync();
  }

  private sync(): void {
    const { life } = this;
    const count = this.waiting.length;
    this.isBusy = true;
    this.agenda.after(this.syncMs(), () => {
      if (life !== this.life) return;
      const batch = this.waiting.splice(0, count);
      this.stored = batch.reduce((image, { change }) => change(image), this.stored);
      this.isBusy = false;
      for (const { done } of batch) done();
      if (this.waiting.length > 0 && !this.isBusy) this.sync();
    });
  }
}

function withRecord(image: Image, record: DurableRecord): Image {
  if (record.kind === 'state') return { ...image, term: record.term, vote: record.vote };
  const kept: readonly Entry[] = image.entries.slice(0, record.from - image.base.index - 1);
  if (image.base.index + kept.length !== record.from - 1) throw new Error(`there is a gap before entry ${record.from}`);
  return { ...image, entries: [...kept, ...record.entries] };
}
