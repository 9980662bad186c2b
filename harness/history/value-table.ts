/** Values as small numbers, straight from their bytes: equal JSON has an equal id, and nothing is parsed that is plain. */
import { show } from './canonical-json.js';

/** Whole numbers up to here are looked up in an array, all else in a hash table. */
const DENSE_LIMIT = 2 ** 22;
const MINUS = 0x2d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** More digits than this may not be exact. */
const MAX_DIGITS = 15;
const FIRST_CAPACITY = 1024;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** An id for each different value among slices of `bytes`, about 30 ns each. Ids count up from 0. */
export class ValueTable {
  size = 0;
  private dense = new Int32Array(FIRST_CAPACITY).fill(-1);
  private slots = new Int32Array(FIRST_CAPACITY).fill(-1);
  private hashes = new Int32Array(FIRST_CAPACITY);
  /** Where each value was first seen, for comparing; in `bytes`, or in `rewritten` when `starts` is negative. */
  private starts = new Int32Array(FIRST_CAPACITY);
  private ends = new Int32Array(FIRST_CAPACITY);
  private hashed = 0;
  private readonly rewritten: Uint8Array[] = [];

  constructor(private readonly bytes: Uint8Array) {}

  /** The id of a value that nobody may have shown. */
  idOf(value: unknown): number {
    const bytes = encoder.encode(show(value));
    return this.idIn(bytes, 0, bytes.length);
  }

  /** The id of the value whose JSON stands from `start` up to `end`, without white space around it. */
  id(start: number, end: number): number {
    return this.idIn(this.bytes, start, end);
  }

  /** The JSON of a value. */
  text(id: number): string {
    const start = this.starts[id]!;
    const bytes = start < 0 ? this.rewritten[-1 - start]! : this.bytes.subarray(start, this.ends[id]!);
    return decoder.decode(bytes);
  }

  private idIn(bytes: Uint8Array, start: number, end: number): number {
    const whole = wholeNumber(bytes, start, end);
    if (whole >= 0 && whole < DENSE_LIMIT) {
      if (whole >= this.dense.length) this.dense = enlarged(this.dense, whole + 1, -1);
      const known = this.dense[whole]!;
      if (known >= 0) return known;
      const id = this.add(bytes, start, end);
      this.dense[whole] = id;
      return id;
    }
    if (Number.isNaN(whole) && !isPlain(bytes, start, end)) {
      const plain = encoder.encode(show(JSON.parse(decoder.decode(bytes.subarray(start, end)))));
      // Rewritten, it may turn out to be a number or a string that is plain.
      if (wholeNumber(plain, 0, plain.length) >= 0) return this.idIn(plain, 0, plain.length);
      return this.hashedId(plain, 0, plain.length);
    }
    return this.hashedId(bytes, start, end);
  }

  private hashedId(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (; this.slots[slot]! >= 0; slot = (slot + 1) & mask) {
      const id = this.slots[slot]!;
      if (this.hashes[id] === hash && this.isSame(id, bytes, start, end)) return id;
    }
    const id = this.add(bytes, start, end);
    this.hashes[id] = hash;
    this.slots[slot] = id;
    this.hashed += 1;
    if (this.hashed * 2 > this.slots.length) this.rehash();
    return id;
  }

  private isSame(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    const known = this.starts[id]!;
    const where = known < 0 ? this.rewritten[-1 - known]! : this.bytes;
    const from = Math.max(known, 0);
    if (this.ends[id]! - from !== end - start) return false;
    for (let at = 0; at < end - start; at += 1) if (where[from + at] !== bytes[start + at]) return false;
    return true;
  }

  private add(bytes: Uint8Array, start: number, end: number): number {
    const id = this.size;
    if (id === this.starts.length) {
      this.starts = enlarged(this.starts, id + 1, 0);
      this.ends = enlarged(this.ends, id + 1, 0);
      this.hashes = enlarged(this.hashes, id + 1, 0);
    }
    this.size += 1;
    if (bytes === this.bytes) {
      this.starts[id] = start;
      this.ends[id] = end;
    } else {
      this.rewritten.push(bytes.slice(start, end));
      this.starts[id] = -this.rewritten.length;
      this.ends[id] = end - start;
    }
    return id;
  }

  private rehash(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 4).fill(-1);
    const mask = this.slots.length - 1;
    for (const id of old) {
      if (id < 0) continue;
      let slot = this.hashes[id]! & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = id;
    }
  }
}

/** A whole number written plainly and exact, from 0; NaN for anything else. */
function wholeNumber(bytes: Uint8Array, start: number, end: number): number {
  const digits = end - start;
  if (digits === 0 || digits > MAX_DIGITS || (digits > 1 && bytes[start] === 0x30)) return Number.NaN;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Written in the one way in which `show` writes it: a string without escapes, a whole number, true, false, null. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]!;
  if (first === QUOTE) {
    for (let at = start; at < end; at += 1) if (bytes[at] === BACKSLASH) return false;
    return true;
  }
  if (first === MINUS) return isWhole(bytes, start + 1, end);
  if (isDigit(first)) return isWhole(bytes, start, end);
  return first === 0x6e || first === 0x74 || first === 0x66;
}

/** A whole number other than 0, written plainly; of so many digits that parsing it would make it another, it stays what it is. */
function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end || bytes[start] === 0x30) return false;
  for (let at = start; at < end; at += 1) if (!isDigit(bytes[at]!)) return false;
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function enlarged(from: Int32Array, atLeast: number, filler: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(Math.max(atLeast, from.length * 2));
  to.set(from);
  if (filler !== 0) to.fill(filler, from.length);
  return to;
}
