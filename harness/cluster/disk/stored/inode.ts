/** What a name stands for: a file, a folder, a link or a special file, with its attributes. All of it lives in memory. */

/** Of a mode, what kind of inode it is. */
export const KIND = { MASK: 0o170000, FILE: 0o100000, FOLDER: 0o040000, LINK: 0o120000 } as const;

/** Indices of `times`, each followed by its nanoseconds. */
export const ACCESSED = 0;
export const MODIFIED = 2;
export const CHANGED = 4;

/** A name in a folder. */
export interface Place {
  readonly folder: Folder;
  readonly name: string;
}

export interface Ownership {
  readonly user: number;
  readonly group: number;
}

export class Inode {
  user: number;
  group: number;
  /** Of a special file. */
  device = 0;
  /** Seconds and nanoseconds of the last access, modification of the content, and change of anything. */
  readonly times = new Float64Array(6);
  /** How often the kernel was told of it and has not forgotten it. */
  lookups = 0;
  /** Where it is found now. */
  readonly places: Place[] = [];
  /** How many names stand for it in what is durable. */
  durableNames = 0;
  /** Durable names that it left by a rename which is not durable. */
  readonly left: Place[] = [];

  constructor(
    readonly number: number,
    public mode: number,
    owner: Ownership,
  ) {
    this.user = owner.user;
    this.group = owner.group;
    for (const time of [ACCESSED, MODIFIED, CHANGED]) this.touch(time);
  }

  get bytes(): number {
    return 0;
  }

  /** Of 512 bytes. */
  get blocks(): number {
    return 0;
  }

  get links(): number {
    return this.places.length;
  }

  touch(time: number, ms = Date.now()): void {
    const seconds = Math.floor(ms / 1_000);
    this.times[time] = seconds;
    this.times[time + 1] = (ms - seconds * 1_000) * 1e6;
  }
}

export class Link extends Inode {
  constructor(
    number: number,
    owner: Ownership,
    readonly target: string,
  ) {
    super(number, KIND.LINK | 0o777, owner);
  }

  override get bytes(): number {
    return this.target.length;
  }
}

/** One name of a folder; `cookie` is where a listing goes on, and grows with every name. */
export interface Entry {
  readonly inode: Inode;
  readonly cookie: number;
}

/** The first two are for "." and "..". */
const FIRST_COOKIE = 3;

export class Folder extends Inode {
  readonly entries = new Map<string, Entry>();
  /** The names as they would be after a power failure. */
  readonly durable = new Map<string, Inode>();
  /** Every name that may stand for something else in `durable`. */
  readonly unsynced = new Set<string>();
  private nextCookie = FIRST_COOKIE;

  constructor(number: number, mode: number, owner: Ownership) {
    super(number, KIND.FOLDER | (mode & 0o7777), owner);
  }

  get(name: string): Inode | undefined {
    return this.entries.get(name)?.inode;
  }

  set(name: string, inode: Inode): void {
    this.entries.set(name, { inode, cookie: this.nextCookie });
    this.nextCookie += 1;
  }

  override get bytes(): number {
    return 4_096;
  }

  override get blocks(): number {
    return 8;
  }

  /** As file systems answer that do not count a folder's folders. */
  override get links(): number {
    return this.places.length === 0 ? 0 : 1;
  }
}
