/** Walks over the elements of a JSON list in bytes, without making objects. */
import { JsonScanner } from '../../harness/history/json-scanner.js';

const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const MINUS = 0x2d;
const SPACE = 0x20;

/** After `open`, `next` steps from element to element; each stands from `elementStart` up to `elementEnd`. */
export class ListScanner {
  elementStart = 0;
  elementEnd = 0;
  private at = 0;
  private end = 0;
  private readonly scanner: JsonScanner;

  constructor(private readonly bytes: Uint8Array) {
    this.scanner = new JsonScanner(bytes);
  }

  /** False when what stands from `start` to `end`, which must be valid JSON or nothing, is no list. */
  open(start: number, end: number): boolean {
    const { scanner } = this;
    scanner.at = start;
    scanner.end = end;
    const isList = scanner.accept(OPEN_ARRAY);
    this.at = scanner.at;
    this.end = end;
    return isList;
  }

  /** False when there is no further element. */
  next(): boolean {
    const { bytes, end } = this;
    let { at } = this;
    while (at < end && (bytes[at] === COMMA || bytes[at]! <= SPACE)) at += 1;
    this.at = at;
    if (at >= end || bytes[at] === CLOSE_ARRAY) return false;
    this.elementStart = at;
    const first = bytes[at]!;
    if (first === MINUS || (first >= 0x30 && first <= 0x39)) {
      // Numbers are what most lists hold, and end where one of these stands.
      for (at += 1; at < end; at += 1) {
        const byte = bytes[at]!;
        if (byte === COMMA || byte === CLOSE_ARRAY || byte <= SPACE) break;
      }
    } else {
      this.scanner.at = at;
      this.scanner.end = end;
      this.scanner.value();
      at = this.scanner.at;
    }
    this.elementEnd = at;
    this.at = at;
    return true;
  }
}
