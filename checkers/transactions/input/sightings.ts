/** What was seen of the writes: the elements of the longest lists, and whatever no read should have shown. */
import { INITIAL, NONE } from '../dependencies.js';
import { NIL } from './atoms.js';
import { COMMITTED, READS, type Transactions, UNKNOWN } from './transactions.js';
import type { Writers } from './writers.js';

/** What a single read shows to be wrong. */
export interface BadRead {
  readonly type:
    | 'G1a'
    | 'G1b'
    | 'thin-air'
    | 'dirty-update'
    | 'duplicate-elements'
    | 'incompatible-order'
    | 'future-read';
  readonly key: number;
  /** The micro-operation that read it; for a dirty update the one that wrote upon it. */
  readonly micro: number;
  /** The write that should not have been seen, or another read that contradicts; -1 where there is none. */
  readonly against: number;
  /** The element in question, as an atom. */
  readonly value: number;
}

/** Bad reads of one kind that are kept. */
const MAX_BAD_READS = 64;

export class Sightings {
  readonly badReads: BadRead[] = [];
  /** By transaction: it took effect. */
  readonly isIn: Uint8Array;
  private readonly badCounts = new Map<string, number>();
  /** By micro-operation that reads a register: who wrote that; -1 for nobody. */
  private readonly writersOfReads: Int32Array;
  /** By list key: the writes of its longest list, as micro-operations, -1 for elements that nobody wrote. */
  private readonly elementsFrom: Int32Array;
  private readonly elements: Int32Array;

  constructor(
    private readonly all: Transactions,
    private readonly writers: Writers,
  ) {
    const { kinds, outcomes, keyCount, lists } = all;
    this.writersOfReads = new Int32Array(kinds.length).fill(NONE);
    this.isIn = outcomes.map((outcome) => Number(outcome === COMMITTED));
    this.elementsFrom = new Int32Array(keyCount + 1);
    for (let key = 0; key < keyCount; key += 1) {
      this.elementsFrom[key + 1] = this.elementsFrom[key]! + lists.lengthOf(key);
    }
    this.elements = new Int32Array(this.elementsFrom[keyCount]!);
    this.findElements();
    this.findSeen();
  }

  /** Did the transaction of a write take effect? False for no write. */
  tookEffect(micro: number): boolean {
    return micro !== NONE && this.isIn[this.writers.owners[micro]!] === 1;
  }

  /** The writes of a key's longest list that took effect, as micro-operations, in its order. */
  elementsOf(key: number): readonly number[] {
    const { elements, elementsFrom } = this;
    return Array.from(elements.subarray(elementsFrom[key]!, elementsFrom[key + 1]!)).filter((micro) =>
      this.tookEffect(micro),
    );
  }

  /** Who wrote the elements of the longest lists; and which of them should not be there. */
  private findElements(): void {
    const { keyCount, lists } = this.all;
    const seen = new Uint8Array(this.all.kinds.length);
    for (let key = 0; key < keyCount; key += 1) {
      const list = lists.of(key);
      const first = this.elementsFrom[key]!;
      for (let at = 0; at < list.length; at += 1) {
        const micro = this.writers.find(key, list[at]!);
        this.elements[first + at] = micro;
        if (micro === NONE) this.bad('thin-air', key, () => this.readerOf(key, at), NONE, list[at]!);
        else if (seen[micro]) this.bad('duplicate-elements', key, () => this.readerOf(key, at), micro, list[at]!);
        else if (this.writers.isAborted(micro)) {
          this.bad('G1a', key, () => this.readerOf(key, at), micro, list[at]!);
          const next = at + 1 < list.length ? this.writers.find(key, list[at + 1]!) : NONE;
          if (next !== NONE && !this.writers.isAborted(next))
            this.bad('dirty-update', key, () => next, micro, list[at]!);
        }
        if (micro !== NONE) seen[micro] = 1;
      }
    }
  }

  /** Unknown transactions of which something was seen did take effect. */
  private findSeen(): void {
    const { kinds, keys, values, isList, odd, outcomes } = this.all;
    const note = (micro: number): void => {
      if (micro !== NONE && outcomes[this.writers.owners[micro]!] === UNKNOWN)
        this.isIn[this.writers.owners[micro]!] = 1;
    };
    for (const micro of this.elements) note(micro);
    for (let micro = 0; micro < kinds.length; micro += 1) {
      if (kinds[micro] === READS && !isList[keys[micro]!] && values[micro] !== NIL) {
        const writer = this.writers.find(keys[micro]!, values[micro]!);
        this.writersOfReads[micro] = writer;
        note(writer);
      }
    }
    for (const { micro, list } of odd) {
      const key = keys[micro]!;
      for (const atom of list) note(this.writers.find(key, atom));
      this.oddRead(micro, key, list);
    }
  }

  /** What is wrong with a list that does not fit. */
  private oddRead(micro: number, key: number, list: Int32Array): void {
    const twice = list.findIndex((atom, at) => list.indexOf(atom) !== at);
    if (twice >= 0) {
      this.bad('duplicate-elements', key, () => micro, this.writers.find(key, list[twice]!), list[twice]!);
      return;
    }
    for (const atom of list) {
      const writer = this.writers.find(key, atom);
      if (writer === NONE) this.bad('thin-air', key, () => micro, NONE, atom);
      else if (this.writers.isAborted(writer)) this.bad('G1a', key, () => micro, writer, atom);
    }
    const longest = this.all.lists.of(key);
    const differs = list.findIndex((atom, at) => atom !== longest[at]);
    this.bad(
      'incompatible-order',
      key,
      () => micro,
      this.readerOf(key, Math.max(0, differs)),
      list[Math.max(0, differs)]!,
    );
  }

  /** The first read of a list that has an element at this place; -1 for none. */
  private readerOf(key: number, at: number): number {
    const { kinds, keys, values } = this.all;
    for (let micro = 0; micro < kinds.length; micro += 1) {
      if (kinds[micro] === READS && keys[micro] === key && values[micro]! > at) return micro;
    }
    return NONE;
  }

  bad(type: BadRead['type'], key: number, micro: () => number, against: number, value: number): void {
    const count = (this.badCounts.get(type) ?? 0) + 1;
    this.badCounts.set(type, count);
    if (count <= MAX_BAD_READS) this.badReads.push({ type, key, micro: micro(), against, value });
  }

  /** The write that such a beginning of a key's list ends with, what was aborted or never written left out. */
  lastElement(key: number, length: number): number {
    const first = this.elementsFrom[key]!;
    for (let at = first + length - 1; at >= first; at -= 1) {
      const micro = this.elements[at]!;
      if (this.tookEffect(micro)) return micro;
    }
    return INITIAL;
  }

  /** Null when what was read was never written, or was taken back. */
  registerWriter(micro: number, key: number, value: number): number | null {
    if (value === NIL) return INITIAL;
    const writer = this.writersOfReads[micro]!;
    if (writer === NONE) this.bad('thin-air', key, () => micro, NONE, value);
    else if (this.writers.isAborted(writer)) this.bad('G1a', key, () => micro, writer, value);
    else return writer;
    return null;
  }
}
