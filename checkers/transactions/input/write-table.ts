/** Who wrote a value to a key: an open-addressing table of micro-operations, found again by what they wrote. */

const EMPTY = -1;
/** What a slot holds: key, value and micro-operation, side by side, so that to look at one is to look at all. */
const WIDTH = 3;

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
    this.slots = new Int32Array(size * WIDTH).fill(EMPTY);
    this.mask = size - 1;
  }

  /** The micro-operation that wrote it; -1 for none. */
  find(key: number, value: number): number {
    return this.slots[this.slotOf(key, value) + 2]!;
  }

  /** Adds a write; answers another that wrote the same, or -1. */
  add(micro: number): number {
    const { slots, keys, values } = this;
    const slot = this.slotOf(keys[micro]!, values[micro]!);
    if (slots[slot + 2] !== EMPTY) return slots[slot + 2]!;
    slots[slot] = keys[micro]!;
    slots[slot + 1] = values[micro]!;
    slots[slot + 2] = micro;
    return EMPTY;
  }

  /** Where it stands, or would stand. */
  private slotOf(key: number, value: number): number {
    const { slots, mask } = this;
    for (let at = hash(key, value) & mask; ; at = (at + 1) & mask) {
      const slot = at * WIDTH;
      if (slots[slot + 2] === EMPTY || (slots[slot] === key && slots[slot + 1] === value)) return slot;
    }
  }
}

function hash(key: number, value: number): number {
  let mixed = Math.imul(key, 0x9e37_79b1) ^ Math.imul(value, 0x85eb_ca6b);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b_3c6d);
  return mixed ^ (mixed >>> 13);
}
