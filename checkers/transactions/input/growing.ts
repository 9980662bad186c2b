/** Columns that grow: typed arrays of which only the first `length` entries count. */

export class GrowingInts {
  length = 0;
  array: Int32Array;

  constructor(capacity = 1024) {
    this.array = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.array.length) this.grow();
    this.array[this.length++] = value;
  }

  /** The entries that count, over the same memory. */
  done(): Int32Array {
    return this.array.subarray(0, this.length);
  }

  private grow(): void {
    const larger = new Int32Array(this.array.length * 2);
    larger.set(this.array);
    this.array = larger;
  }
}
