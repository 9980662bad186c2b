/** Writes JSON bytes as EDN: objects become maps with string keys, strings stay strings. */
import { JsonScanner } from '../json-scanner.js';
import type { ValueHeap } from '../value-heap.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const SLASH = 0x2f;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const LETTER_N = 0x6e;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Names of micro-operations, as Elle wants them: keywords. */
const MICRO_OPERATIONS = new Set(['r', 'w', 'append']);

/** Appends to `out`. What it reads must be valid JSON, as the values of a history are. */
export class EdnEncoder {
  private readonly scanner: JsonScanner;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly out: ValueHeap,
  ) {
    this.scanner = new JsonScanner(bytes);
  }

  /** The value from `start` up to `end`; nil for nothing. */
  value(start: number, end: number): void {
    if (this.begin(start, end)) this.form();
  }

  /** A transaction, [["append", k, v], ["r", k, null]], the names of its micro-operations as keywords. */
  transaction(start: number, end: number): void {
    if (!this.begin(start, end)) return;
    if (this.scanner.peek() === OPEN_ARRAY) this.array(() => this.microOperation());
    else this.form();
  }

  private begin(start: number, end: number): boolean {
    this.scanner.at = start;
    this.scanner.end = end;
    if (this.scanner.peek() !== -1) return true;
    this.out.append('nil');
    return false;
  }

  private microOperation(): void {
    if (this.scanner.peek() !== OPEN_ARRAY) {
      this.form();
      return;
    }
    let place = 0;
    this.array(() => {
      if (place === 0 && this.scanner.peek() === QUOTE) this.name();
      else this.form();
      place += 1;
    });
  }

  private name(): void {
    const start = this.out.length;
    this.string();
    const name = this.out.text(start + 1, this.out.length - 1);
    if (!MICRO_OPERATIONS.has(name)) return;
    this.out.length = start;
    this.out.append(`:${name}`);
  }

  private form(): void {
    const { scanner, out } = this;
    const byte = scanner.peek();
    if (byte === QUOTE) this.string();
    else if (byte === OPEN_ARRAY) this.array(() => this.form());
    else if (byte === OPEN_OBJECT) this.object();
    else {
      const start = scanner.at;
      scanner.value();
      if (byte === LETTER_N) out.append('nil');
      else out.copy(this.bytes, start, scanner.at);
    }
  }

  private array(element: () => void): void {
    const { scanner, out } = this;
    scanner.at += 1;
    out.push(OPEN_ARRAY);
    for (let first = true; !scanner.accept(CLOSE_ARRAY); first = false) {
      if (!first) {
        scanner.expect(COMMA, '"," or "]"');
        out.push(SPACE);
      }
      element();
    }
    out.push(CLOSE_ARRAY);
  }

  private object(): void {
    const { scanner, out } = this;
    scanner.at += 1;
    out.push(OPEN_OBJECT);
    for (let first = true; !scanner.accept(CLOSE_OBJECT); first = false) {
      if (!first) {
        scanner.expect(COMMA, '"," or "}"');
        out.append(', ');
      }
      scanner.peek();
      this.string();
      scanner.expect(COLON, '":"');
      out.push(SPACE);
      this.form();
    }
    out.push(CLOSE_OBJECT);
  }

  /** The same escapes, but for \/, which EDN has not. */
  private string(): void {
    const { scanner, out, bytes } = this;
    const start = scanner.at;
    if (!scanner.string()) {
      out.copy(bytes, start, scanner.at);
      return;
    }
    for (let at = start; at < scanner.at; at += 1) {
      const byte = bytes[at]!;
      if (byte === BACKSLASH) {
        at += 1;
        if (bytes[at] !== SLASH) out.push(BACKSLASH);
      }
      out.push(bytes[at]!);
    }
  }
}
