/** Elements as small numbers: the same value under another key is another element. */
import { ValueTable } from '../../harness/history/value-table.js';

const FIRST_CAPACITY = 1024;

/** Ids count up from 0. About 50 ns each, less in a history that is not keyed. */
export class ElementIds {
  private readonly values: ValueTable;
  private paired = 0;
  /** By id. */
  private keys = new Int32Array(FIRST_CAPACITY);
  private valueIds = new Int32Array(FIRST_CAPACITY);
  /** Ids in a hash table of pairs; -1 where there is none. */
  private slots = new Int32Array(4 * FIRST_CAPACITY).fill(-1);

  constructor(
    bytes: Uint8Array,
    private readonly isKeyed: boolean,
  ) {
    this.values = new ValueTable(bytes);
  }

  get size(): number {
    return this.isKeyed ? this.paired : this.values.size;
  }

  /** The id of the value whose JSON stands from `start` up to `end`. */
  id(key: number, start: number, end: number): number {
    const value = this.values.id(start, end);
    return this.isKeyed ? this.pair(key, value) : value;
  }

  key(id: number): number {
    return this.isKeyed ? this.keys[id]! : 0;
  }

  /** The JSON of an element. */
  text(id: number): string {
    return this.values.text(this.isKeyed ? this.valueIds[id]! : id);
  }

  /** The element itself. */
  value(id: number): unknown {
    return JSON.parse(this.text(id));
  }

  private pair(key: number, value: number): number {
    const mask = this.slots.length - 1;
    let slot = hashOf(key, value) & mask;
    for (; this.slots[slot]! >= 0; slot = (slot + 1) & mask) {
      const id = this.slots[slot]!;
      if (this.keys[id] === key && this.valueIds[id] === value) return id;
    }
    const id = this.paired;
    this.paired += 1;
    if (id === this.keys.length) {
      this.keys = doubled(this.keys);
      this.valueIds = doubled(this.valueIds);
    }
    this.keys[id] = key;
    this.valueIds[id] = value;
    this.slots[slot] = id;
    if (this.paired * 2 > this.slots.length) this.rehash();
    return id;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 4).fill(-1);
    const mask = this.slots.length - 1;
    for (let id = 0; id < this.paired; id += 1) {
      let slot = hashOf(this.keys[id]!, this.valueIds[id]!) & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = id;
    }
  }
}

function hashOf(key: number, value: number): number {
  const mixed = Math.imul(key, 0x85ebca6b) ^ Math.imul(value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function doubled(from: Int32Array): Int32Array<ArrayBuffer> {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}
