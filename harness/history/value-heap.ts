/** The raw JSON of all values of a history, one after the other in one growing piece of memory. */
import { FaultlineError } from '../contracts/errors.js';

const FIRST_CAPACITY = 64 * 1024;
/** Offsets into the heap are 32 bits wide. */
const MAX_BYTES = 2 ** 32 - 1;
/** Below this a loop is faster than the call that copies. */
const SHORT_BYTES = 32;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Every method that adds throws FaultlineError 'history-too-large' past 4 GiB. */
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

  /** Appends one byte. */
  push(byte: number): void {
    if (this.length === this.memory.length) this.reserve(1);
    this.memory[this.length] = byte;
    this.length += 1;
  }

  /** Appends the bytes from `start` up to `end`, which may be the heap's own. */
  copy(bytes: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const { memory, length } = this;
    if (end - start > SHORT_BYTES) memory.set(bytes.subarray(start, end), length);
    else for (let at = start; at < end; at += 1) memory[length + at - start] = bytes[at]!;
    this.length = length + end - start;
  }

  /** Moves what was appended from `start` on to `to`, and forgets what stood between. */
  moveBack(start: number, to: number): void {
    this.memory.copyWithin(to, start, this.length);
    this.length = to + this.length - start;
  }

  text(start: number, end: number): string {
    return decoder.decode(this.memory.subarray(start, end));
  }

  /** Everything so far; valid until the next append. */
  bytes(): Uint8Array {
    return this.memory.subarray(0, this.length);
  }

  /** The memory itself, with garbage past `length`; another one after an append that had no room. */
  get raw(): Uint8Array {
    return this.memory;
  }

  private reserve(bytes: number): void {
    const wanted = this.length + bytes;
    if (wanted <= this.memory.length) return;
    if (wanted > MAX_BYTES) {
      throw new FaultlineError('the values of one history are limited to 4 GiB', { code: 'history-too-large' });
    }
    const grown = new Uint8Array(Math.min(MAX_BYTES, Math.max(wanted, this.memory.length * 2)));
    grown.set(this.memory.subarray(0, this.length));
    this.memory = grown;
  }
}
