/** Walks over EDN bytes and writes every form as JSON bytes, in one pass and without making objects. */
import { ByteFault } from '../errors.js';
import { matches } from '../json-scanner.js';
import { ValueHeap } from '../value-heap.js';
import { appendNumber } from './edn-number.js';
import { type Cursor, passCharacter, passString } from './edn-text.js';

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const HASH = 0x23;
const COMMA = 0x2c;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;
const OPEN_VECTOR = 0x5b;
const CLOSE_VECTOR = 0x5d;
const OPEN_LIST = 0x28;
const CLOSE_LIST = 0x29;

/** Deeper nesting than this is no history of anybody's. */
const MAX_DEPTH = 512;

/** Bytes that end a keyword, a symbol or a number; white space (the comma too) is that and 2. */
const ENDS = new Uint8Array(256);
ENDS.fill(1, 0, 0x20);
for (const byte of Buffer.from('()[]{}";\\\x7f')) ENDS[byte] = 1;
for (const byte of Buffer.from(' \t\n\v\f\r,')) ENDS[byte] = 2;

/** Bytes that no symbol begins with. */
const NO_SYMBOL = new Set(Buffer.from("@^`~'#:"));

/**
 * A cursor over `bytes`. Keywords, symbols and characters become strings (keywords without their colon); lists and sets
 * become arrays; a map's keys that are no strings become their JSON text; a tagged form becomes the form. Every method
 * throws ByteFault for what is not there. Source: github.com/edn-format/edn, and what Clojure prints beyond it (##NaN,
 * octal escapes).
 */
export class EdnScanner implements Cursor {
  at = 0;
  line = 1;
  end: number;
  /** Where forms go that nobody reads. */
  private readonly nowhere = new ValueHeap();

  constructor(readonly bytes: Uint8Array) {
    this.end = bytes.length;
  }

  /** The next byte that is part of a form or closes one; -1 at the end. Passes comments and discarded forms. */
  peek(depth = 0): number {
    const { bytes, end } = this;
    for (;;) {
      let { at } = this;
      for (; at < end; at += 1) {
        const byte = bytes[at]!;
        if (byte === NEWLINE) this.line += 1;
        else if (ENDS[byte] !== 2) break;
      }
      this.at = at;
      if (at >= end) return -1;
      if (bytes[at] === SEMICOLON) {
        const newline = bytes.indexOf(NEWLINE, at);
        this.at = newline < 0 || newline > end ? end : newline;
      } else if (bytes[at] === HASH && at + 1 < end && bytes[at + 1] === UNDERSCORE) {
        this.at = at + 2;
        this.skip(depth + 1);
      } else return bytes[at]!;
    }
  }

  /** Passes the next form and appends it to `heap` as JSON. */
  form(heap: ValueHeap, depth = 0): void {
    if (depth > MAX_DEPTH) throw this.fault(`forms nested more than ${MAX_DEPTH} deep`);
    const byte = this.peek(depth);
    if (byte === QUOTE) passString(this, heap);
    else if (byte === COLON) this.keyword(heap);
    else if (byte === OPEN_VECTOR) this.sequence(OPEN_VECTOR, CLOSE_VECTOR, heap, depth);
    else if (byte === OPEN_MAP) this.map(heap, depth);
    else if (byte === OPEN_LIST) this.sequence(OPEN_LIST, CLOSE_LIST, heap, depth);
    else if (byte === HASH) this.dispatch(heap, depth);
    else if (byte === BACKSLASH) passCharacter(this, this.tokenEnd(this.at + 1 + this.characterLength()), heap);
    else this.atom(heap);
  }

  /** Passes the next form, which nobody reads. */
  skip(depth = 1): void {
    const { length } = this.nowhere;
    this.form(this.nowhere, depth);
    this.nowhere.length = length;
  }

  /** Passes an opening bracket and answers the byte that closes it. */
  open(): number {
    const byte = this.bytes[this.at]!;
    this.at += 1;
    return byte === OPEN_LIST ? CLOSE_LIST : byte + 2;
  }

  /** Passes `close` where it comes next. `opened` is the place of its opening bracket, for the message. */
  closes(close: number, opened: number, depth = 0): boolean {
    const byte = this.peek(depth);
    if (byte === close) {
      this.at += 1;
      return true;
    }
    if (byte === -1) throw new ByteFault(opened, 'the bracket that opens here is never closed');
    if (byte !== CLOSE_MAP && byte !== CLOSE_VECTOR && byte !== CLOSE_LIST) return false;
    throw this.fault(`expected "${String.fromCharCode(close)}" to close what was opened before`);
  }

  /** Where the token ends that goes on at `from`. */
  tokenEnd(from: number): number {
    const { bytes, end } = this;
    let at = from;
    while (at < end && ENDS[bytes[at]!] === 0) at += 1;
    return Math.min(at, end);
  }

  /** Passes a tag such as #inst or #jepsen.history.Op; false when there is none. */
  tag(): boolean {
    const { bytes, at } = this;
    if (bytes[at] !== HASH || !isLetter(bytes[at + 1] ?? 0)) return false;
    this.at = this.tokenEnd(at + 1);
    return true;
  }

  fault(what: string, at = this.at): ByteFault {
    return new ByteFault(at, what);
  }

  private sequence(open: number, close: number, heap: ValueHeap, depth: number): void {
    const opened = this.at;
    this.at += open === HASH ? 2 : 1;
    heap.push(OPEN_VECTOR);
    for (let first = true; !this.closes(close, opened, depth + 1); first = false) {
      if (!first) heap.push(COMMA);
      this.form(heap, depth + 1);
    }
    heap.push(CLOSE_VECTOR);
  }

  private map(heap: ValueHeap, depth: number): void {
    const opened = this.at;
    this.at += 1;
    heap.push(OPEN_MAP);
    for (let first = true; !this.closes(CLOSE_MAP, opened, depth + 1); first = false) {
      if (!first) heap.push(COMMA);
      const key = this.at;
      const start = heap.length;
      this.form(heap, depth + 1);
      if (heap.raw[start] !== QUOTE) {
        const text = heap.text(start, heap.length);
        heap.length = start;
        heap.append(JSON.stringify(text));
      }
      heap.push(COLON);
      if (this.peek(depth + 1) === CLOSE_MAP) throw this.fault('a key without a value', key);
      this.form(heap, depth + 1);
    }
    heap.push(CLOSE_MAP);
  }

  private keyword(heap: ValueHeap): void {
    const start = this.at + 1;
    const end = this.tokenEnd(start);
    if (end === start || this.bytes[start] === COLON) throw this.fault('a keyword without a name');
    this.at = end;
    this.text(start, end, heap);
  }

  /** A number, a symbol, or one of the three words. */
  private atom(heap: ValueHeap): void {
    const { bytes, at } = this;
    const end = this.tokenEnd(at);
    if (end === at) throw this.fault(at < this.end ? 'expected a form' : 'it ends where a form should be');
    const first = bytes[at]!;
    const second = end - at > 1 ? bytes[at + 1]! : 0;
    if (isDigit(first) || ((first === 0x2b || first === 0x2d) && isDigit(second))) {
      if (!appendNumber(bytes, at, end, heap)) throw this.fault('a number that is none');
    } else if (end - at === 3 && matches(bytes, at, 'nil')) heap.append('null');
    else if (end - at === 4 && matches(bytes, at, 'true')) heap.append('true');
    else if (end - at === 5 && matches(bytes, at, 'false')) heap.append('false');
    else if (NO_SYMBOL.has(first)) throw this.fault('expected a form');
    else this.text(at, end, heap);
    this.at = end;
  }

  private dispatch(heap: ValueHeap, depth: number): void {
    const { bytes, at } = this;
    const next = at + 1 < this.end ? bytes[at + 1]! : 0;
    if (next === OPEN_MAP) this.sequence(HASH, CLOSE_MAP, heap, depth);
    else if (next === HASH) this.noNumber(heap);
    else if (this.tag()) this.form(heap, depth + 1);
    else throw this.fault('expected a set, a tag or #_ after "#"');
  }

  /** JSON has no such numbers; a string is at least not mistaken for another value. */
  private noNumber(heap: ValueHeap): void {
    const start = this.at + 2;
    const end = this.tokenEnd(start);
    const name = Buffer.from(this.bytes.subarray(start, end)).toString('latin1');
    if (!['NaN', 'Inf', '-Inf'].includes(name)) throw this.fault('expected ##NaN, ##Inf or ##-Inf');
    heap.append(`"${name}"`);
    this.at = end;
  }

  /** Bytes of the one character after a backslash. */
  private characterLength(): number {
    const byte = this.at + 1 < this.end ? this.bytes[this.at + 1]! : 0;
    if (byte <= 0x20) throw this.fault('a backslash without a character');
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
  }

  private text(start: number, end: number, heap: ValueHeap): void {
    heap.push(QUOTE);
    heap.copy(this.bytes, start, end);
    heap.push(QUOTE);
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte >= 0x80;
}
