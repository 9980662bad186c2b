/** A queue of small integers between two threads, one that pushes and one that takes, in shared memory and without locks. */

const HEAD = 0;
const TAIL = 1;

export class Ring {
  private readonly ends: Int32Array;
  private readonly cells: Int32Array;
  private readonly mask: number;

  /** On memory from `allocate`; the same memory in both threads. */
  constructor(memory: SharedArrayBuffer) {
    this.ends = new Int32Array(memory, 0, 2);
    this.cells = new Int32Array(memory, 8);
    this.mask = this.cells.length - 1;
  }

  /** `capacity` must be a power of two. */
  static allocate(capacity: number): SharedArrayBuffer {
    if (!Number.isInteger(Math.log2(capacity))) throw new RangeError(`${capacity} is no power of two`);
    return new SharedArrayBuffer(8 + capacity * 4);
  }

  /** Throws RangeError when it is full: its owner sees to it that there are never more than fit. */
  push(value: number): void {
    const tail = Atomics.load(this.ends, TAIL);
    if (((tail - Atomics.load(this.ends, HEAD)) | 0) > this.mask) throw new RangeError('the ring is full');
    this.cells[tail & this.mask] = value;
    // What was written before this store is seen by whoever sees the new tail.
    Atomics.store(this.ends, TAIL, (tail + 1) | 0);
  }

  /** The oldest value, taken out; -1 when there is none. */
  shift(): number {
    const head = Atomics.load(this.ends, HEAD);
    if (head === Atomics.load(this.ends, TAIL)) return -1;
    const value = this.cells[head & this.mask]!;
    Atomics.store(this.ends, HEAD, (head + 1) | 0);
    return value;
  }
}
