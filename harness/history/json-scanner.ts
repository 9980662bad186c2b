/** Walks over JSON bytes without making objects: finds where values begin and end, and refuses what is not JSON. */
import { ByteFault } from './errors.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;

/** Deeper nesting than this is no history of anybody's. */
const MAX_DEPTH = 512;

/** A cursor over `bytes` from `at` up to `end`. Every method throws ByteFault for what is not there. */
export class JsonScanner {
  at = 0;
  end = 0;

  constructor(readonly bytes: Uint8Array) {}

  /** The next byte that is no white space; -1 at the end. */
  peek(): number {
    const { bytes, end } = this;
    let { at } = this;
    for (; at < end; at += 1) {
      const byte = bytes[at]!;
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) break;
    }
    this.at = at;
    return at < end ? bytes[at]! : -1;
  }

  expect(byte: number, what: string): void {
    if (this.peek() !== byte) throw this.fault(`expected ${what}`);
    this.at += 1;
  }

  /** Passes the next byte when it is this one. */
  accept(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at += 1;
    return true;
  }

  /** Passes a string, quotes included. True when it has escapes. */
  string(): boolean {
    if (this.peek() !== QUOTE) throw this.fault('expected a string');
    const { bytes, end } = this;
    let escaped = false;
    for (let at = this.at + 1; at < end; at += 1) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.at = at + 1;
        return escaped;
      }
      if (byte === BACKSLASH) {
        escaped = true;
        at += this.escape(at);
      } else if (byte < 0x20) throw this.fault('a control character in a string', at);
    }
    throw this.fault('a string that does not end');
  }

  /** Passes one value of any kind. */
  value(depth = 0): void {
    if (depth > MAX_DEPTH) throw this.fault(`values nested more than ${MAX_DEPTH} deep`);
    const byte = this.peek();
    if (byte === QUOTE) this.string();
    else if (byte === OPEN_ARRAY) this.array(depth);
    else if (byte === OPEN_OBJECT) this.object(depth);
    else if (byte === MINUS || isDigit(byte)) this.number();
    else this.literal();
  }

  private array(depth: number): void {
    this.at += 1;
    if (this.accept(CLOSE_ARRAY)) return;
    do this.value(depth + 1);
    while (this.accept(COMMA));
    this.expect(CLOSE_ARRAY, '"," or "]"');
  }

  private object(depth: number): void {
    this.at += 1;
    if (this.accept(CLOSE_OBJECT)) return;
    do {
      this.string();
      this.expect(COLON, '":"');
      this.value(depth + 1);
    } while (this.accept(COMMA));
    this.expect(CLOSE_OBJECT, '"," or "}"');
  }

  private number(): void {
    const start = this.at;
    if (this.bytes[this.at] === MINUS) this.at += 1;
    const first = this.current();
    if (this.digits() === 0) throw this.fault('a number without digits', start);
    if (first === 0x30 && this.at - start > (this.bytes[start] === MINUS ? 2 : 1)) {
      throw this.fault('a number that begins with 0', start);
    }
    if (this.current() === DOT) {
      this.at += 1;
      if (this.digits() === 0) throw this.fault('a number without digits after its point', start);
    }
    if ((this.current() | 0x20) === 0x65) {
      this.at += 1;
      if (this.current() === PLUS || this.current() === MINUS) this.at += 1;
      if (this.digits() === 0) throw this.fault('a number without digits in its exponent', start);
    }
  }

  private digits(): number {
    const start = this.at;
    while (isDigit(this.current())) this.at += 1;
    return this.at - start;
  }

  private current(): number {
    return this.at < this.end ? this.bytes[this.at]! : -1;
  }

  private literal(): void {
    for (const word of ['null', 'true', 'false']) {
      if (this.at + word.length <= this.end && matches(this.bytes, this.at, word)) {
        this.at += word.length;
        return;
      }
    }
    throw this.fault(this.at < this.end ? 'expected a value' : 'the line ends where a value should be');
  }

  /** How many bytes after the backslash belong to the escape. */
  private escape(at: number): number {
    const letter = at + 1 < this.end ? this.bytes[at + 1]! : -1;
    if (letter === 0x75) {
      for (let digit = at + 2; digit < at + 6; digit += 1) {
        if (digit >= this.end || !/[0-9a-fA-F]/.test(String.fromCharCode(this.bytes[digit]!))) {
          throw this.fault('a broken \\u escape', at);
        }
      }
      return 5;
    }
    if (letter < 0 || !'"\\/bfnrt'.includes(String.fromCharCode(letter))) throw this.fault('an unknown escape', at);
    return 1;
  }

  fault(what: string, at = this.at): ByteFault {
    return new ByteFault(at, what);
  }
}

/** Do the bytes at this place spell this ASCII word? */
export function matches(bytes: Uint8Array, at: number, word: string): boolean {
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[at + index] !== word.charCodeAt(index)) return false;
  }
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
