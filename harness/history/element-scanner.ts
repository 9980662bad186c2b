/** Finds the elements of a JSON array in bytes, without making objects: for histories whose values are lists. */
import { JsonScanner } from './json-scanner.js';

const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;

/** Splits [first, …rest]. The places are those of the last split. */
export class ElementScanner {
  firstStart = 0;
  firstEnd = 0;
  /** What follows the first element, without brackets; empty where nothing does. */
  restStart = 0;
  restEnd = 0;
  /** There are exactly two elements. */
  isPair = false;
  private readonly scanner: JsonScanner;

  constructor(bytes: Uint8Array) {
    this.scanner = new JsonScanner(bytes);
  }

  /** False when there is no array with at least one element from `start` to `end`, which must hold valid JSON. */
  split(start: number, end: number): boolean {
    const { scanner } = this;
    scanner.at = start;
    scanner.end = end;
    if (!scanner.accept(OPEN_ARRAY) || scanner.peek() === CLOSE_ARRAY) return false;
    return this.elements(CLOSE_ARRAY);
  }

  /** Splits elements that stand there without brackets, such as the rest of an earlier split. */
  splitBare(start: number, end: number): boolean {
    this.scanner.at = start;
    this.scanner.end = end;
    return this.scanner.peek() !== -1 && this.elements(-1);
  }

  private elements(close: number): boolean {
    const { scanner } = this;
    this.firstStart = scanner.at;
    scanner.value();
    this.firstEnd = scanner.at;
    let count = 1;
    this.restStart = scanner.at;
    this.restEnd = scanner.at;
    while (scanner.accept(COMMA)) {
      scanner.peek();
      if (count === 1) this.restStart = scanner.at;
      scanner.value();
      this.restEnd = scanner.at;
      count += 1;
    }
    this.isPair = count === 2;
    return scanner.peek() === close;
  }
}
