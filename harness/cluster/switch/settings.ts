/** A text that one thread writes and another reads when it has changed, though that one never gets to its event loop. */

const VERSION = 0;
const LENGTH = 1;
const HEADER_BYTES = 8;

/** Longest text; 30 nodes with every quality on every link take half of it. */
const MAX_BYTES = 1 << 19;

export class Settings {
  private readonly header: Int32Array;
  private readonly text: Buffer;
  private seen = 0;

  constructor(memory: SharedArrayBuffer) {
    this.header = new Int32Array(memory, 0, 2);
    this.text = Buffer.from(memory, HEADER_BYTES);
  }

  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(HEADER_BYTES + MAX_BYTES);
  }

  /** In force for everything that is read after this. Throws RangeError when it is too long. */
  write(text: string): void {
    const bytes = Buffer.from(text);
    if (bytes.length > MAX_BYTES) throw new RangeError(`settings of ${bytes.length} bytes are too long`);
    // An odd version says that the text is being written.
    Atomics.add(this.header, VERSION, 1);
    bytes.copy(this.text);
    Atomics.store(this.header, LENGTH, bytes.length);
    Atomics.add(this.header, VERSION, 1);
  }

  /** The text, when it has changed since this was last called; null otherwise. */
  changed(): string | null {
    if (Atomics.load(this.header, VERSION) === this.seen) return null;
    for (;;) {
      const version = Atomics.load(this.header, VERSION);
      if (version % 2 !== 0) continue;
      const text = this.text.toString('utf8', 0, Atomics.load(this.header, LENGTH));
      if (Atomics.load(this.header, VERSION) !== version) continue;
      this.seen = version;
      return text;
    }
  }
}
