/** The values of logs as numbers: keys, offsets and elements, and what a poll returned. */
import type { History } from '../../harness/contracts/history.js';
import { JsonScanner } from '../../harness/history/json-scanner.js';
import { ValueTable } from '../../harness/history/value-table.js';
import { NumberList } from './number-list.js';
import { PairTable } from './pair-table.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const NULL = 0x6e;
/** Whole numbers of up to so many digits are exact. */
const EXACT_DIGITS = 15;

const decoder = new TextDecoder();

/** Hears what a poll returned, in the order in which it stands there. */
export interface PollListener {
  readonly key: (key: number) => void;
  readonly element: (slot: number, element: number) => void;
}

export class LogValues {
  /** Offsets of keys. */
  readonly slots = new PairTable();
  /** Elements of keys. */
  readonly elements = new PairTable();
  private readonly keys: ValueTable;
  private readonly elementTable: ValueTable;
  /** Keys that are no strings: JSON has none in objects, so 3 is the same key as "3". */
  private readonly otherKeys: ValueTable;
  private readonly sameKeys: number[] = [];
  private readonly scanner: JsonScanner;
  /** By slot: the element that was seen there last. */
  private readonly lastAt = new NumberList();

  constructor(private readonly history: History) {
    this.keys = new ValueTable(history.valueBytes);
    this.elementTable = new ValueTable(history.valueBytes);
    this.otherKeys = new ValueTable(history.valueBytes);
    this.scanner = new JsonScanner(history.valueBytes);
  }

  get keyCount(): number {
    return this.keys.size;
  }

  key(start: number, end: number): number {
    if (this.history.valueBytes[start] === QUOTE) return this.keys.id(start, end);
    const other = this.otherKeys.id(start, end);
    this.sameKeys[other] ??= this.keys.idOf(this.otherKeys.text(other));
    return this.sameKeys[other];
  }

  /** A key as it stands in a parsed value. */
  keyOf(value: unknown): number {
    return this.keys.idOf(typeof value === 'string' ? value : JSON.stringify(value));
  }

  element(key: number, start: number, end: number): number {
    return this.elements.id(key, this.elementTable.id(start, end));
  }

  /** NaN for what is no number, null for null. */
  offset(start: number, end: number): number | null {
    const { valueBytes: bytes } = this.history;
    if (bytes[start] === NULL) return null;
    let value = 0;
    for (let at = start; at < end; at += 1) {
      const digit = bytes[at]! - 0x30;
      if (digit < 0 || digit > 9 || end - start > EXACT_DIGITS) return this.otherNumber(start, end);
      value = value * 10 + digit;
    }
    return value;
  }

  private otherNumber(start: number, end: number): number {
    const parsed: unknown = JSON.parse(decoder.decode(this.history.valueBytes.subarray(start, end)));
    return typeof parsed === 'number' ? parsed : Number.NaN;
  }

  /** Reads {key: [[offset, element], …], …}; null and nothing are an empty answer. Throws ByteFault for another shape. */
  readPoll(start: number, end: number, listener: PollListener): void {
    const { scanner } = this;
    scanner.at = start;
    scanner.end = end;
    const first = scanner.peek();
    if (first === -1 || first === NULL) return;
    scanner.expect(OPEN_OBJECT, '"{"');
    if (scanner.accept(CLOSE_OBJECT)) return;
    do {
      scanner.peek();
      const from = scanner.at;
      scanner.string();
      const key = this.keys.id(from, scanner.at);
      listener.key(key);
      scanner.expect(COLON, '":"');
      this.readBatch(key, listener);
    } while (scanner.accept(COMMA));
    scanner.expect(CLOSE_OBJECT, '"}"');
  }

  private readBatch(key: number, listener: PollListener): void {
    const { scanner } = this;
    scanner.expect(OPEN_ARRAY, '"["');
    if (scanner.accept(CLOSE_ARRAY)) return;
    do {
      if (this.readPlainPair(key, listener)) continue;
      scanner.expect(OPEN_ARRAY, '"["');
      scanner.peek();
      const offsetStart = scanner.at;
      scanner.value();
      const offset = this.offset(offsetStart, scanner.at);
      if (offset === null || Number.isNaN(offset)) throw scanner.fault('expected an offset', offsetStart);
      scanner.expect(COMMA, '","');
      scanner.peek();
      const elementStart = scanner.at;
      scanner.value();
      this.sighted(key, offset, elementStart, scanner.at, listener);
      scanner.expect(CLOSE_ARRAY, '"]"');
    } while (scanner.accept(COMMA));
    scanner.expect(CLOSE_ARRAY, '"]"');
  }

  /** [offset, element] of whole numbers without white space: nearly all are, and there are many. */
  private readPlainPair(key: number, listener: PollListener): boolean {
    const { valueBytes: bytes } = this.history;
    let { at } = this.scanner;
    if (bytes[at] !== OPEN_ARRAY) return false;
    at += 1;
    let offset = 0;
    const offsetStart = at;
    for (; bytes[at]! >= 0x30 && bytes[at]! <= 0x39; at += 1) offset = offset * 10 + bytes[at]! - 0x30;
    if (at === offsetStart || at - offsetStart > EXACT_DIGITS || bytes[at] !== COMMA) return false;
    at += 1;
    const elementStart = at;
    while (bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at += 1;
    if (at === elementStart || bytes[at] !== CLOSE_ARRAY) return false;
    this.sighted(key, offset, elementStart, at, listener);
    this.scanner.at = at + 1;
    return true;
  }

  private sighted(key: number, offset: number, start: number, end: number, listener: PollListener): void {
    const slot = this.slots.id(key, offset);
    const value = this.elementTable.id(start, end);
    // Nearly always what was seen there before, which spares a look-up in a larger table.
    const last = this.lastAt.length > slot ? this.lastAt.values[slot]! : -1;
    const element = last >= 0 && this.elements.seconds[last] === value ? last : this.elements.id(key, value);
    while (this.lastAt.length <= slot) this.lastAt.push(-1);
    this.lastAt.values[slot] = element;
    listener.element(slot, element);
  }

  /** The JSON of a key, of the element with that id, and an offset. */
  keyText(key: number): string {
    return this.keys.text(key);
  }

  elementText(element: number): string {
    return this.elementTable.text(this.elements.seconds[element]!);
  }

  /** The element itself. */
  elementValue(element: number): unknown {
    return JSON.parse(this.elementText(element)) as unknown;
  }

  offsetText(slot: number): string {
    return String(this.slots.seconds[slot]);
  }
}
