/** The replicated log of one node, in memory: what comes after a base that a snapshot covers (sections 5.3 and 7). */
import type { Entry, Member } from './messages.js';

/** The entry before the first that is still there, and who was a member then. */
export interface Base {
  readonly index: number;
  readonly term: number;
  readonly members: readonly Member[];
}

interface Configuration {
  readonly index: number;
  readonly members: readonly Member[];
}

export class Log {
  private entries: Entry[];
  /** Every set of members from the base on; the last one is in force. */
  private configurations: Configuration[];
  private start: Base;

  constructor(base: Base, entries: readonly Entry[] = []) {
    this.start = base;
    this.entries = [];
    this.configurations = [{ index: base.index, members: base.members }];
    this.append(base.index + 1, entries);
  }

  get base(): Base {
    return this.start;
  }

  get lastIndex(): number {
    return this.start.index + this.entries.length;
  }

  get lastTerm(): number {
    return this.entries.at(-1)?.term ?? this.start.term;
  }

  /** The members in force: those of the last configuration in the log, committed or not. */
  get members(): readonly Member[] {
    return this.configurations.at(-1)!.members;
  }

  /** Index of the entry that brought the members in force. */
  get membersIndex(): number {
    return this.configurations.at(-1)!.index;
  }

  membersAt(index: number): readonly Member[] {
    return this.configurations.findLast((configuration) => configuration.index <= index)!.members;
  }

  /** Null where there is no entry, or none any more. */
  termAt(index: number): number | null {
    if (index === this.start.index) return this.start.term;
    return this.entries[index - this.start.index - 1]?.term ?? null;
  }

  /** Throws RangeError for an entry that is not there. */
  at(index: number): Entry {
    const entry = this.entries[index - this.start.index - 1];
    if (entry === undefined) throw new RangeError(`the log has no entry ${index}`);
    return entry;
  }

  from(index: number, count: number = Number.POSITIVE_INFINITY): readonly Entry[] {
    const first = index - this.start.index - 1;
    return this.entries.slice(first, first + count);
  }

  /** Puts entries at `from`; whatever stood there and behind is gone. */
  append(from: number, entries: readonly Entry[]): void {
    if (from <= this.start.index || from > this.lastIndex + 1) throw new RangeError(`the log cannot go on at ${from}`);
    this.entries.length = from - this.start.index - 1;
    while (this.configurations.at(-1)!.index >= from) this.configurations.pop();
    for (const entry of entries) {
      this.entries.push(entry);
      if (entry.kind === 'members') this.configurations.push({ index: this.lastIndex, members: entry.members });
    }
  }

  /** Drops the entries up to `index`, which a snapshot covers. */
  dropTo(index: number): void {
    const term = this.termAt(index);
    if (term === null || index <= this.start.index) return;
    const members = this.membersAt(index);
    this.entries.splice(0, index - this.start.index);
    this.start = { index, term, members };
    this.configurations = [
      { index, members },
      ...this.configurations.filter((configuration) => configuration.index > index),
    ];
  }

  /** Forgets everything, for a snapshot that goes further. */
  restart(base: Base): void {
    this.start = base;
    this.entries = [];
    this.configurations = [{ index: base.index, members: base.members }];
  }

  /** The last entry of that term, up to `limit`; null when there is none any more. */
  lastOfTerm(term: number, limit: number): number | null {
    for (let index = Math.min(limit, this.lastIndex); index >= this.start.index; index -= 1) {
      const found = this.termAt(index);
      if (found === term) return index;
      if (found === null || found < term) return null;
    }
    return null;
  }

  /** The first entry of the term that stands at `index`, as far as the log goes back. */
  firstOfTermAt(index: number): number {
    const term = this.termAt(index);
    let first = index;
    while (first - 1 > this.start.index && this.termAt(first - 1) === term) first -= 1;
    return first;
  }
}
