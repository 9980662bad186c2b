/** Trees over ranges: the smallest of numbers that change, the least so far, counts over gaps. All in O(log n). */

/** Numbers at places, and where the smallest of a range is. */
export class RangeMinimum {
  private readonly size: number;
  private readonly values: Float64Array;
  /** For each node the place of its smallest number. */
  private readonly places: Int32Array;

  constructor(numbers: ArrayLike<number>) {
    let size = 1;
    while (size < numbers.length) size *= 2;
    this.size = size;
    this.values = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.places = new Int32Array(2 * size);
    for (let at = 0; at < size; at += 1) {
      if (at < numbers.length) this.values[at] = numbers[at]!;
      this.places[size + at] = at;
    }
    for (let node = size - 1; node > 0; node -= 1) this.places[node] = this.better(2 * node, 2 * node + 1);
  }

  set(place: number, value: number): void {
    this.values[place] = value;
    for (let node = (this.size + place) >> 1; node > 0; node >>= 1)
      this.places[node] = this.better(2 * node, 2 * node + 1);
  }

  get(place: number): number {
    return this.values[place]!;
  }

  /** The place of the smallest number from `low` up to `high`, exclusive; the range must not be empty. */
  placeOfMinimum(low: number, high: number): number {
    let best = low;
    for (let left = low + this.size, right = high + this.size; left < right; left >>= 1, right >>= 1) {
      if (left & 1) best = this.smaller(best, this.places[left++]!);
      if (right & 1) best = this.smaller(best, this.places[--right]!);
    }
    return best;
  }

  private better(left: number, right: number): number {
    return this.smaller(this.places[left]!, this.places[right]!);
  }

  private smaller(left: number, right: number): number {
    return this.values[right]! < this.values[left]! ? right : left;
  }
}

/** The least of what was put at a place or further on. */
export class SuffixMinimum {
  private readonly least: Int32Array;

  constructor(
    private readonly size: number,
    nothing: number,
  ) {
    this.least = new Int32Array(size + 2).fill(nothing);
  }

  put(place: number, value: number): void {
    for (let at = this.size - place + 1; at <= this.size + 1; at += at & -at) {
      this.least[at] = Math.min(this.least[at]!, value);
    }
  }

  from(place: number): number {
    let least = this.least[0]!;
    for (let at = this.size - place + 1; at > 0; at -= at & -at) least = Math.min(least, this.least[at]!);
    return least;
  }
}

/** How many spans cover each gap; spans come and go. */
export class CoverCounts {
  private readonly size: number;
  private readonly least: Int32Array;
  private readonly added: Int32Array;

  constructor(gaps: number) {
    let size = 1;
    while (size < gaps) size *= 2;
    this.size = size;
    this.least = new Int32Array(2 * size);
    this.added = new Int32Array(2 * size);
  }

  /** Adds to all gaps from `start` up to `end`, exclusive. */
  add(start: number, end: number, amount: number): void {
    if (start < end) this.addTo(1, 0, this.size, start, end, amount);
  }

  /** A gap that nothing covers, from `start` up to `end`; -1 where there is none. */
  findFree(start: number, end: number): number {
    return start < end ? this.find(1, 0, this.size, start, end, 0) : -1;
  }

  private addTo(node: number, low: number, high: number, start: number, end: number, amount: number): void {
    if (end <= low || high <= start) return;
    if (start <= low && high <= end) {
      this.added[node] = this.added[node]! + amount;
      this.least[node] = this.least[node]! + amount;
      return;
    }
    const middle = (low + high) >> 1;
    this.addTo(2 * node, low, middle, start, end, amount);
    this.addTo(2 * node + 1, middle, high, start, end, amount);
    this.least[node] = this.added[node]! + Math.min(this.least[2 * node]!, this.least[2 * node + 1]!);
  }

  /** `above` is what was added to all nodes above this one. */
  private find(node: number, low: number, high: number, start: number, end: number, above: number): number {
    if (end <= low || high <= start || above + this.least[node]! > 0) return -1;
    if (high - low === 1) return low;
    const middle = (low + high) >> 1;
    const below = above + this.added[node]!;
    const left = this.find(2 * node, low, middle, start, end, below);
    return left >= 0 ? left : this.find(2 * node + 1, middle, high, start, end, below);
  }
}
