/** Who wrote a value to a key: an open-addressing table of micro-operations, found again by what they wrote. */

const EMPTY = -1;

export class WriteTable {
  private readonly slots: Int32Array;
  private readonly mask: number;

  /** For at most so many writes; `keys` and `values` are the columns of all micro-operations. */
  constructor(
    count: number,
    private readonly keys: Int32Array,
    private readonly values: Int32Array,
  ) {
    let size = 16;
    while (size < count * 2) size *= 2;
    this.slots = new Int32Array(size).fill(EMPTY);
    this.mask = size - 1;
  }

  /** The micro-operation that wrote it; -1 for none. */
  find(key: number, value: number): number {
    const { slots, keys, values, mask } = this;
    for (let slot = hash(key, value) & mask; ; slot = (slot + 1) & mask) {
      const micro = slots[slot]!;
      if (micro === EMPTY || (keys[micro] === key && values[micro] === value)) return micro;
    }
  }

  /** Adds a write; answers another that wrote the same, or -1. */
  add(micro: number): number {
    const { slots, keys, values, mask } = this;
    const key = keys[micro]!;
    const value = values[micro]!;
    for (let slot = hash(key, value) & mask; ; slot = (slot + 1) & mask) {
      const other = slots[slot]!;
      if (other === EMPTY) {
        slots[slot] = micro;
        return EMPTY;
      }
      if (keys[other] === key && values[other] === value) return other;
    }
  }
}

function hash(key: number, value: number): number {
  let mixed = Math.imul(key, 0x9e37_79b1) ^ Math.imul(value, 0x85eb_ca6b);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b_3c6d);
  return mixed ^ (mixed >>> 13);
}
