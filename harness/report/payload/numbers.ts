/**
 * Whole numbers as bytes that deflate well: seven bits to a byte, small numbers short, all first bytes together, then all
 * second ones, and so on, since bytes of one kind resemble each other. For the controller and the page alike.
 */

const MORE = 0x80;
/** Enough for 53 bits. */
const MAX_PLANES = 8;

/** Whole numbers from 0 to 2^53 - 1 that are gathered one after the other, and become a column. */
export class NumberWriter {
  length = 0;
  private values = new Float64Array(1024);

  push(value: number): void {
    if (!(Number.isSafeInteger(value) && value >= 0)) throw new Error(`${value} is no whole number`);
    if (this.length === this.values.length) {
      const grown = new Float64Array(this.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.length] = value;
    this.length += 1;
  }

  /** With its sign folded in: 0, -1, 1, -2, 2 and so on become 0, 1, 2, 3, 4. */
  pushSigned(value: number): void {
    this.push(value < 0 ? -2 * value - 1 : 2 * value);
  }

  bytes(): Uint8Array {
    const sizes = new Array<number>(MAX_PLANES).fill(0);
    for (let at = 0; at < this.length; at += 1) {
      for (let plane = 0, rest = this.values[at]!; plane < MAX_PLANES; plane += 1) {
        sizes[plane]! += 1;
        if (rest < MORE) break;
        rest = Math.floor(rest / MORE);
      }
    }
    const places = planeStarts(sizes);
    const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
    for (let at = 0; at < this.length; at += 1) {
      let rest = this.values[at]!;
      for (let plane = 0; plane < MAX_PLANES; plane += 1) {
        const isLast = rest < MORE;
        bytes[places[plane]!] = isLast ? rest : (rest % MORE) + MORE;
        places[plane]! += 1;
        if (isLast) break;
        rest = Math.floor(rest / MORE);
      }
    }
    return bytes;
  }
}

/** Reads them in the order in which they were pushed. */
export class NumberReader {
  private readonly places: number[];
  private at = 0;

  /** `length`: how many numbers were pushed. Throws Error where the bytes hold fewer. */
  constructor(
    private readonly bytes: Uint8Array,
    length: number,
  ) {
    const sizes: number[] = [];
    for (let from = 0, size = length; size > 0; ) {
      if (from + size > bytes.length) throw new Error('a column of this page is torn');
      sizes.push(size);
      let longer = 0;
      for (let at = from; at < from + size; at += 1) longer += bytes[at]! >> 7;
      from += size;
      size = longer;
    }
    this.places = planeStarts(sizes);
  }

  next(): number {
    const { bytes } = this;
    const first = bytes[this.at]!;
    this.at += 1;
    return first < MORE ? first : this.longer(first - MORE);
  }

  nextSigned(): number {
    const folded = this.next();
    return folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
  }

  /** The first byte of each stands from the beginning on; the others are rarer. */
  private longer(low: number): number {
    const { bytes, places } = this;
    let value = low;
    let scale = MORE;
    for (let plane = 1; ; plane += 1) {
      const byte = bytes[places[plane]!++]!;
      if (byte < MORE) return value + byte * scale;
      value += (byte - MORE) * scale;
      scale *= MORE;
    }
  }
}

function planeStarts(sizes: readonly number[]): number[] {
  let sum = 0;
  return sizes.map((size) => {
    const start = sum;
    sum += size;
    return start;
  });
}
