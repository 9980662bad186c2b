/** The raw JSON of all values of a history, one after the other in one growing piece of memory. */
const FIRST_CAPACITY = 64 * 1024;
/** Offsets into the heap are 32 bits wide. */
const MAX_BYTES = 2 ** 32 - 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class ValueHeap {
  length = 0;
  private memory = new Uint8Array(FIRST_CAPACITY);

  /** Appends a text and answers where it begins; it ends at `length`. */
  append(text: string): number {
    const start = this.length;
    // UTF-8 takes at most three bytes for each unit of UTF-16.
    this.reserve(text.length * 3);
    const { memory } = this;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit > 0x7f) {
        this.length = start + encoder.encodeInto(text, memory.subarray(start)).written;
        return start;
      }
      memory[start + at] = unit;
    }
    this.length = start + text.length;
    return start;
  }

  text(start: number, end: number): string {
    return decoder.decode(this.memory.subarray(start, end));
  }

  /** Everything so far; valid until the next append. */
  bytes(): Uint8Array {
    return this.memory.subarray(0, this.length);
  }

  private reserve(bytes: number): void {
    const wanted = this.length + bytes;
    if (wanted <= this.memory.length) return;
    if (wanted > MAX_BYTES) throw new RangeError('the values of one history are limited to 4 GiB');
    const grown = new Uint8Array(Math.min(MAX_BYTES, Math.max(wanted, this.memory.length * 2)));
    grown.set(this.memory.subarray(0, this.length));
    this.memory = grown;
  }
}
