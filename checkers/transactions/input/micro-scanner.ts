/**
 * Reads transactions from raw bytes: [["append", 3, 7], ["r", 4, [1, 2]], ["w", 5, 8], ["r", 5, 8]]. No object is made per
 * micro-operation. The bytes must be valid JSON, which whoever read the history has seen to.
 */
import { JsonScanner } from '../../../harness/history/json-scanner.js';
import { type Atoms, FIRST_NAMED, NIL } from './atoms.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const LETTER_N = 0x6e;
const LETTER_R = 0x72;
const LETTER_W = 0x77;
const ZERO = 0x30;
const NINE = 0x39;
/** More digits than this may not be a small number. */
const SAFE_DIGITS = 9;

export const APPEND = 0;
export const WRITE = 1;
export const READ = 2;
export type MicroKind = typeof APPEND | typeof WRITE | typeof READ;

/** What a transaction should be, and is not. */
export class BadTransaction extends Error {}

const textDecoder = new TextDecoder();

/** A cursor over the micro-operations of one transaction after the other. */
export class MicroScanner {
  kind: MicroKind = READ;
  /** Atom of the key. */
  key = 0;
  /** Atom of what was written, or was read; NIL for null. Not for lists. */
  value = NIL;
  /** What was read is a list: the first `listLength` atoms of `list`. */
  isList = false;
  listLength = 0;
  list = new Int32Array(64);
  /** The database's own number of the version, where there is one as a fourth element; NaN otherwise. */
  version = Number.NaN;
  private readonly scanner: JsonScanner;

  constructor(
    bytes: Uint8Array,
    private readonly atoms: Atoms,
  ) {
    this.scanner = new JsonScanner(bytes);
  }

  /** Begins with the transaction whose bytes these are. Throws BadTransaction. */
  begin(start: number, end: number): void {
    this.scanner.at = start;
    this.scanner.end = end;
    if (!this.scanner.accept(OPEN_ARRAY)) throw new BadTransaction('a transaction is a list of micro-operations');
  }

  /** Reads the next micro-operation; false when there is none. Throws BadTransaction. */
  next(): boolean {
    const { scanner } = this;
    if (scanner.accept(CLOSE_ARRAY)) return false;
    scanner.accept(COMMA);
    if (!scanner.accept(OPEN_ARRAY)) {
      throw new BadTransaction('a micro-operation is ["append", key, value], ["w", key, value] or ["r", key, value]');
    }
    this.kind = this.name();
    this.comma();
    this.key = this.scalar('a key');
    this.comma();
    this.isList = scanner.peek() === OPEN_ARRAY;
    if (!this.isList) this.value = this.scalar('a value');
    else if (this.kind === READ) this.elements();
    else throw new BadTransaction('what is written must be a number, a string or a boolean');
    if (this.kind !== READ && this.value === NIL)
      throw new BadTransaction('null cannot be written: it is the beginning');
    this.version = Number.NaN;
    if (scanner.accept(COMMA)) {
      const version = this.scalar('a version');
      if (version !== NIL) this.version = Number(this.atoms.text(version));
      if (version !== NIL && Number.isNaN(this.version)) throw new BadTransaction('a version must be a number');
    }
    if (!scanner.accept(CLOSE_ARRAY))
      throw new BadTransaction('a micro-operation has three elements, or a version too');
    return true;
  }

  private name(): MicroKind {
    const { scanner } = this;
    if (scanner.peek() === QUOTE) {
      const { bytes, at } = scanner;
      scanner.string();
      const length = scanner.at - at - 2;
      if (length === 1 && bytes[at + 1] === LETTER_R) return READ;
      if (length === 1 && bytes[at + 1] === LETTER_W) return WRITE;
      if (length === 6 && textDecoder.decode(bytes.subarray(at + 1, at + 7)) === 'append') return APPEND;
    }
    throw new BadTransaction('a micro-operation is one of "append", "w" and "r"');
  }

  private comma(): void {
    if (!this.scanner.accept(COMMA)) throw new BadTransaction('a micro-operation has three elements');
  }

  private elements(): void {
    const { scanner } = this;
    scanner.accept(OPEN_ARRAY);
    this.listLength = 0;
    if (scanner.accept(CLOSE_ARRAY)) return;
    do {
      const atom = this.scalar('an element');
      if (atom === NIL) throw new BadTransaction('an element of a list cannot be null');
      if (this.listLength === this.list.length) {
        const larger = new Int32Array(this.list.length * 2);
        larger.set(this.list);
        this.list = larger;
      }
      this.list[this.listLength++] = atom;
    } while (scanner.accept(COMMA));
    scanner.accept(CLOSE_ARRAY);
  }

  /** The atom of the scalar that stands next. */
  private scalar(what: string): number {
    const { scanner } = this;
    const { bytes } = scanner;
    const first = scanner.peek();
    const start = scanner.at;
    let at = start;
    let number = 0;
    for (; at < scanner.end; at += 1) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
    }
    const next = bytes[at]!;
    const isPlain = next === COMMA || next === CLOSE_ARRAY || next <= 0x20;
    if (first >= ZERO && first <= NINE && isPlain && at - start <= SAFE_DIGITS && number < FIRST_NAMED) {
      scanner.at = at;
      return number;
    }
    if (first === OPEN_ARRAY || first === OPEN_OBJECT) {
      throw new BadTransaction(`${what} must be a number, a string or a boolean`);
    }
    scanner.value();
    if (first === LETTER_N) return NIL;
    return this.atoms.named(textDecoder.decode(bytes.subarray(start, scanner.at)));
  }
}
