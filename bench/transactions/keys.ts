/** The keys of a simulated database: what was committed to each, and which are in use. */

/** Everything ever committed to a key, in order, with the number of the commit that did it. */
export class Key {
  readonly values: number[] = [];
  /** Values handed out to transactions. */
  issued = 0;
  /** Values committed or still on their way. */
  planned = 0;
  private readonly commits: number[] = [];
  /** All values as the inside of a JSON array, and where each ends in it: a reader cuts off what it has not seen. */
  private text = '';
  private readonly ends: number[] = [0];

  constructor(
    readonly name: number,
    private readonly isList: boolean,
  ) {}

  add(value: number, commit: number): void {
    this.values.push(value);
    this.commits.push(commit);
    if (!this.isList) return;
    this.text += this.text === '' ? value : `,${value}`;
    this.ends.push(this.text.length);
  }

  /** How many values were there after commit number `commit`. */
  countAt(commit: number): number {
    let count = this.commits.length;
    while (count > 0 && this.commits[count - 1]! > commit) count -= 1;
    return count;
  }

  /** JSON of what a transaction reads that sees the first `count` values and then its own. */
  read(count: number, own: readonly number[]): string {
    if (!this.isList) return String(own.at(-1) ?? this.values[count - 1] ?? null);
    const seen = this.text.slice(0, this.ends[count]);
    return `[${seen}${seen !== '' && own.length > 0 ? ',' : ''}${own.join(',')}]`;
  }
}

/** The keys in use. A key that has all its writes is replaced, and lives on in the transactions that hold it. */
export class KeyPool {
  private readonly inUse: Key[];
  private nextName = 0;

  constructor(
    size: number,
    private readonly writesPerKey: number,
    private readonly isList: boolean,
  ) {
    this.inUse = Array.from({ length: size }, () => this.fresh());
  }

  /** The key to read at a place, `at` of [0, 1). */
  toRead(at: number): Key {
    return this.inUse[Math.floor(at * this.inUse.length)]!;
  }

  /** The key to write to at a place, `at` of [0, 1), and a value that it never had. */
  toWrite(at: number): { readonly key: Key; readonly value: number } {
    const key = this.toRead(at);
    key.issued += 1;
    key.planned += 1;
    if (key.planned >= this.writesPerKey) this.inUse[Math.floor(at * this.inUse.length)] = this.fresh();
    return { key, value: key.issued };
  }

  /** Names that no key has. */
  takeNames(count: number): number {
    this.nextName += count;
    return this.nextName - count;
  }

  private fresh(): Key {
    return new Key(this.takeNames(1), this.isList);
  }
}
