/** Which waiting frame is due next: a binary heap of slots, those due at the same moment in the order they came. */

export class DueQueue {
  private count = 0;
  private arrivals = 0;
  private readonly slots: Int32Array;
  private readonly dueMs: Float64Array;
  private readonly order: Float64Array;

  /** Memory for `capacity` frames is taken at once: 20 bytes each, and nothing is allocated per frame. */
  constructor(private readonly capacity: number) {
    this.slots = new Int32Array(capacity);
    this.dueMs = new Float64Array(capacity);
    this.order = new Float64Array(capacity);
  }

  get size(): number {
    return this.count;
  }

  /** When the next one is due; Infinity when none waits. */
  get nextMs(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.dueMs[0]!;
  }

  /** Throws RangeError when it is full. */
  push(slot: number, dueMs: number): void {
    if (this.count === this.capacity) throw new RangeError(`more than ${this.capacity} frames wait`);
    let hole = this.count;
    this.count += 1;
    this.arrivals += 1;
    // The newest has the highest number, so that it goes behind all that are due at the same moment.
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.dueMs[parent]! <= dueMs) break;
      this.move(parent, hole);
      hole = parent;
    }
    this.put(hole, slot, dueMs, this.arrivals);
  }

  /** The slot that is due next, taken out; -1 when none waits. */
  shift(): number {
    if (this.count === 0) return -1;
    const first = this.slots[0]!;
    this.count -= 1;
    const last = this.count;
    const slot = this.slots[last]!;
    const dueMs = this.dueMs[last]!;
    const order = this.order[last]!;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= last) break;
      if (child + 1 < last && this.isBefore(child + 1, this.dueMs[child]!, this.order[child]!)) child += 1;
      if (!this.isBefore(child, dueMs, order)) break;
      this.move(child, hole);
      hole = child;
    }
    if (last > 0) this.put(hole, slot, dueMs, order);
    return first;
  }

  private isBefore(at: number, dueMs: number, order: number): boolean {
    return this.dueMs[at]! < dueMs || (this.dueMs[at]! === dueMs && this.order[at]! < order);
  }

  private move(from: number, to: number): void {
    this.put(to, this.slots[from]!, this.dueMs[from]!, this.order[from]!);
  }

  private put(at: number, slot: number, dueMs: number, order: number): void {
    this.slots[at] = slot;
    this.dueMs[at] = dueMs;
    this.order[at] = order;
  }
}
