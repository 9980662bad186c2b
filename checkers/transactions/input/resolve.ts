/** From transactions to dependencies: who wrote what was read, in which order the versions came, and what cannot be. */
import { UsageError } from '../../../harness/contracts/errors.js';
import type { History } from '../../../harness/contracts/history.js';
import { type Dependencies, INITIAL, NONE } from '../dependencies.js';
import { NIL } from './atoms.js';
import { GrowingInts } from './growing.js';
import { ABORTED, COMMITTED, OPEN, READS, READS_ODD, type Transactions, UNKNOWN, WRITES } from './transactions.js';
import { WriteTable } from './write-table.js';

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

export interface Resolved {
  readonly dependencies: Dependencies;
  readonly badReads: readonly BadRead[];
  /** Transaction of every micro-operation. */
  readonly owners: Int32Array;
}

/** Bad reads of one kind that are kept. */
const MAX_BAD_READS = 64;

/** Throws UsageError 'bad-operation' where a value is written twice to a key. */
export function resolve(history: History, transactions: Transactions): Resolved {
  return new Resolution(history, transactions).run();
}

class Resolution {
  private readonly owners: Int32Array;
  private readonly table: WriteTable;
  private readonly writeCount: number;
  /** By micro-operation that reads a register: who wrote that; -1 for nobody. */
  private readonly writers: Int32Array;
  private readonly badReads: BadRead[] = [];
  private readonly badCounts = new Map<string, number>();
  /** By micro-operation: it is a write, and the last of its transaction on its key. */
  private readonly isFinal: Uint8Array;
  /** By transaction: it took effect. */
  private readonly isIn: Uint8Array;
  /** By list key: the writes of its longest list, as micro-operations, -1 for elements that nobody wrote. */
  private readonly elementsFrom: Int32Array;
  private readonly elements: Int32Array;

  constructor(
    private readonly history: History,
    private readonly all: Transactions,
  ) {
    const { kinds, from, length, keys, values, keyCount, lists } = all;
    this.owners = new Int32Array(kinds.length);
    this.isFinal = new Uint8Array(kinds.length);
    this.writers = new Int32Array(kinds.length).fill(NONE);
    this.isIn = all.outcomes.map((outcome) => Number(outcome === COMMITTED));
    let writes = 0;
    for (let transaction = 0; transaction < length; transaction += 1) {
      for (let micro = from[transaction]!; micro < from[transaction + 1]!; micro += 1) {
        this.owners[micro] = transaction;
        if (kinds[micro] === WRITES) writes += 1;
      }
    }
    this.writeCount = writes;
    this.table = new WriteTable(writes, keys, values);
    this.elementsFrom = new Int32Array(keyCount + 1);
    for (let key = 0; key < keyCount; key += 1)
      this.elementsFrom[key + 1] = this.elementsFrom[key]! + lists.lengthOf(key);
    this.elements = new Int32Array(this.elementsFrom[keyCount]!);
  }

  run(): Resolved {
    this.findWrites();
    this.findElements();
    this.findSeen();
    const dependencies = this.dependencies();
    return { dependencies, badReads: this.badReads, owners: this.owners };
  }

  private findWrites(): void {
    const { kinds, keys, from, length, values } = this.all;
    for (let micro = 0; micro < kinds.length; micro += 1) {
      if (kinds[micro] !== WRITES) continue;
      const other = this.table.add(micro);
      if (other === NONE) continue;
      const event = this.all.invoked[this.owners[micro]!]!;
      const twin = this.history.describeOrigin(this.all.invoked[this.owners[other]!]!);
      const what = `${this.all.sayValue(values[micro]!)} is written to key ${this.all.sayKey(keys[micro]!)}, as it is in ${twin}: every value must be written to a key once`;
      throw new UsageError(`${this.history.describeOrigin(event)}: ${what}`, { code: 'bad-operation', value: event });
    }
    for (let transaction = 0; transaction < length; transaction += 1) {
      for (let micro = from[transaction + 1]! - 1; micro >= from[transaction]!; micro -= 1) {
        if (kinds[micro] !== WRITES) continue;
        let later = micro + 1;
        while (later < from[transaction + 1]! && (kinds[later] !== WRITES || keys[later] !== keys[micro])) later += 1;
        if (later === from[transaction + 1]!) this.isFinal[micro] = 1;
      }
    }
  }

  /** Who wrote the elements of the longest lists; and which of them should not be there. */
  private findElements(): void {
    const { keyCount, lists } = this.all;
    const seen = new Uint8Array(this.all.kinds.length);
    for (let key = 0; key < keyCount; key += 1) {
      const list = lists.of(key);
      const first = this.elementsFrom[key]!;
      for (let at = 0; at < list.length; at += 1) {
        const micro = this.table.find(key, list[at]!);
        this.elements[first + at] = micro;
        if (micro === NONE) this.bad('thin-air', key, () => this.readerOf(key, at), NONE, list[at]!);
        else if (seen[micro]) this.bad('duplicate-elements', key, () => this.readerOf(key, at), micro, list[at]!);
        else if (this.isAborted(micro)) {
          this.bad('G1a', key, () => this.readerOf(key, at), micro, list[at]!);
          const next = at + 1 < list.length ? this.table.find(key, list[at + 1]!) : NONE;
          if (next !== NONE && !this.isAborted(next)) this.bad('dirty-update', key, () => next, micro, list[at]!);
        }
        if (micro !== NONE) seen[micro] = 1;
      }
    }
  }

  /** Unknown transactions of which something was seen did take effect. */
  private findSeen(): void {
    const { kinds, keys, values, isList, odd, outcomes } = this.all;
    const note = (micro: number): void => {
      if (micro !== NONE && outcomes[this.owners[micro]!] === UNKNOWN) this.isIn[this.owners[micro]!] = 1;
    };
    for (const micro of this.elements) note(micro);
    for (let micro = 0; micro < kinds.length; micro += 1) {
      if (kinds[micro] === READS && !isList[keys[micro]!] && values[micro] !== NIL) {
        const writer = this.table.find(keys[micro]!, values[micro]!);
        this.writers[micro] = writer;
        note(writer);
      }
    }
    for (const { micro, list } of odd) {
      const key = keys[micro]!;
      for (const atom of list) note(this.table.find(key, atom));
      this.oddRead(micro, key, list);
    }
  }

  /** What is wrong with a list that does not fit. */
  private oddRead(micro: number, key: number, list: Int32Array): void {
    const twice = list.findIndex((atom, at) => list.indexOf(atom) !== at);
    if (twice >= 0) {
      this.bad('duplicate-elements', key, () => micro, this.table.find(key, list[twice]!), list[twice]!);
      return;
    }
    for (const atom of list) {
      const writer = this.table.find(key, atom);
      if (writer === NONE) this.bad('thin-air', key, () => micro, NONE, atom);
      else if (this.isAborted(writer)) this.bad('G1a', key, () => micro, writer, atom);
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

  private isAborted(micro: number): boolean {
    return this.all.outcomes[this.owners[micro]!] === ABORTED;
  }

  /** The first read of a list that has an element at this place; -1 for none. */
  private readerOf(key: number, at: number): number {
    const { kinds, keys, values } = this.all;
    for (let micro = 0; micro < kinds.length; micro += 1) {
      if (kinds[micro] === READS && keys[micro] === key && values[micro]! > at) return micro;
    }
    return NONE;
  }

  private bad(type: BadRead['type'], key: number, micro: () => number, against: number, value: number): void {
    const count = (this.badCounts.get(type) ?? 0) + 1;
    this.badCounts.set(type, count);
    if (count <= MAX_BAD_READS) this.badReads.push({ type, key, micro: micro(), against, value });
  }

  private dependencies(): Dependencies {
    const { all } = this;
    const { kinds, keys, from } = all;
    const nodeOf = new Int32Array(all.length).fill(NONE);
    const transactions = new GrowingInts(all.length);
    for (let transaction = 0; transaction < all.length; transaction += 1) {
      if (!this.isIn[transaction]) continue;
      nodeOf[transaction] = transactions.length;
      transactions.push(transaction);
    }
    const nodes = transactions.done();
    const writeOf = new Int32Array(kinds.length).fill(NONE);
    const writesFrom = new Int32Array(nodes.length + 1);
    const writeKeys = new GrowingInts(this.writeCount);
    const writeNodes = new GrowingInts(this.writeCount);
    const writeMicros = new GrowingInts(this.writeCount);
    for (let node = 0; node < nodes.length; node += 1) {
      const transaction = nodes[node]!;
      for (let micro = from[transaction]!; micro < from[transaction + 1]!; micro += 1) {
        if (!this.isFinal[micro]) continue;
        writeOf[micro] = writeKeys.length;
        writeKeys.push(keys[micro]!);
        writeNodes.push(node);
        writeMicros.push(micro);
      }
      writesFrom[node + 1] = writeKeys.length;
    }
    const finalWrite = (micro: number): number => {
      let at = micro;
      while (!this.isFinal[at] || keys[at] !== keys[micro]) at += 1;
      return writeOf[at]!;
    };
    const orders = this.orders(finalWrite, writeKeys.done());
    const reads = this.reads(nodes, finalWrite);
    const sessionIds = new Map<number, number>();
    const sessions = nodes.map((transaction) => {
      const process = all.sessions[transaction]!;
      const id = sessionIds.get(process) ?? sessionIds.size;
      sessionIds.set(process, id);
      return id;
    });
    return {
      count: nodes.length,
      transactions: nodes,
      sessions,
      sessionCount: sessionIds.size,
      invoked: nodes.map((transaction) => all.invoked[transaction]!),
      completed: nodes.map((transaction) => all.completed[transaction] ?? OPEN),
      hasTimes: all.hasTimes,
      writesFrom,
      writeKeys: writeKeys.done(),
      writeNodes: writeNodes.done(),
      writeMicros: writeMicros.done(),
      ...reads,
      keyCount: all.keyCount,
      ...orders,
    };
  }

  /** The chains of the keys, and what is loose. */
  private orders(
    finalWrite: (micro: number) => number,
    writeKeys: Int32Array,
  ): Pick<Dependencies, 'chain' | 'chainFrom' | 'loose' | 'looseFrom'> {
    const { keyCount } = this.all;
    const isChained = new Uint8Array(writeKeys.length);
    const chain = new GrowingInts();
    const chainFrom = new Int32Array(keyCount + 1);
    const numbered = this.numberedOrders(finalWrite);
    for (let key = 0; key < keyCount; key += 1) {
      let latest = NONE;
      const add = (write: number): void => {
        if (write !== latest) chain.push(write);
        isChained[write] = 1;
        latest = write;
      };
      for (let at = this.elementsFrom[key]!; at < this.elementsFrom[key + 1]!; at += 1) {
        const micro = this.elements[at]!;
        if (micro !== NONE && this.isIn[this.owners[micro]!]) add(finalWrite(micro));
      }
      for (const write of numbered.get(key) ?? []) add(write);
      chainFrom[key + 1] = chain.length;
    }
    const looseFrom = new Int32Array(keyCount + 1);
    for (let write = 0; write < writeKeys.length; write += 1)
      if (!isChained[write]) looseFrom[writeKeys[write]! + 1]! += 1;
    for (let key = 0; key < keyCount; key += 1) looseFrom[key + 1]! += looseFrom[key]!;
    const next = looseFrom.slice();
    const loose = new Int32Array(looseFrom[keyCount]!);
    for (let write = 0; write < writeKeys.length; write += 1) {
      if (!isChained[write]) loose[next[writeKeys[write]!]!++] = write;
    }
    return { chain: chain.done(), chainFrom, loose, looseFrom };
  }

  /** The writes of keys whose versions the database numbered, all of them, in that order. */
  private numberedOrders(finalWrite: (micro: number) => number): ReadonlyMap<number, readonly number[]> {
    const { kinds, keys, values, versions, isList } = this.all;
    const orders = new Map<number, readonly number[]>();
    if (versions === null) return orders;
    const numbers = new Map<number, Map<number, number>>();
    const incomplete = new Set<number>();
    for (let micro = 0; micro < kinds.length; micro += 1) {
      const key = keys[micro]!;
      if (isList[key]) continue;
      const writer = kinds[micro] === WRITES ? micro : this.table.find(key, values[micro]!);
      if (writer === NONE || !this.isIn[this.owners[writer]!]) continue;
      const byWrite = numbers.get(key) ?? new Map<number, number>();
      numbers.set(key, byWrite);
      const write = finalWrite(writer);
      const number = versions[micro]!;
      if (!Number.isNaN(number)) byWrite.set(write, number);
      else if (!byWrite.has(write)) byWrite.set(write, Number.NaN);
    }
    for (const [key, byWrite] of numbers) {
      const sorted = [...byWrite].sort(([, left], [, right]) => left - right);
      const areDistinct = new Set(sorted.map(([, number]) => number)).size === sorted.length;
      if (!areDistinct || sorted.some(([, number]) => Number.isNaN(number))) incomplete.add(key);
      else
        orders.set(
          key,
          sorted.map(([write]) => write),
        );
    }
    return orders;
  }

  private reads(
    nodes: Int32Array,
    finalWrite: (micro: number) => number,
  ): Pick<Dependencies, 'readsFrom' | 'readKeys' | 'readNodes' | 'readWrites' | 'readMicros'> {
    const { kinds, keys, from, values, isList, outcomes } = this.all;
    const readsFrom = new Int32Array(nodes.length + 1);
    const readKeys = new GrowingInts(kinds.length - this.writeCount + 1);
    const readNodes = new GrowingInts(kinds.length - this.writeCount + 1);
    const readWrites = new GrowingInts(kinds.length - this.writeCount + 1);
    const readMicros = new GrowingInts(kinds.length - this.writeCount + 1);
    for (let node = 0; node < nodes.length; node += 1) {
      const transaction = nodes[node]!;
      const end = outcomes[transaction] === COMMITTED ? from[transaction + 1]! : from[transaction]!;
      for (let micro = from[transaction]!; micro < end; micro += 1) {
        if (kinds[micro] !== READS && kinds[micro] !== READS_ODD) continue;
        if (kinds[micro] === READS_ODD) continue;
        const key = keys[micro]!;
        const writer = isList[key]
          ? this.lastElement(key, values[micro]!)
          : this.registerWriter(micro, key, values[micro]!);
        if (writer === null) continue;
        if (writer !== INITIAL && this.owners[writer] === transaction) {
          if (writer > micro) this.bad('future-read', key, () => micro, writer, this.all.values[writer]!);
          continue;
        }
        if (writer !== INITIAL && !this.isFinal[writer])
          this.bad('G1b', key, () => micro, writer, this.all.values[writer]!);
        readKeys.push(key);
        readNodes.push(node);
        readWrites.push(writer === INITIAL ? INITIAL : finalWrite(writer));
        readMicros.push(micro);
      }
      readsFrom[node + 1] = readKeys.length;
    }
    return {
      readsFrom,
      readKeys: readKeys.done(),
      readNodes: readNodes.done(),
      readWrites: readWrites.done(),
      readMicros: readMicros.done(),
    };
  }

  /** The write that such a beginning of a key's list ends with, what was aborted or never written left out. */
  private lastElement(key: number, length: number): number {
    const first = this.elementsFrom[key]!;
    for (let at = first + length - 1; at >= first; at -= 1) {
      const micro = this.elements[at]!;
      if (micro !== NONE && this.isIn[this.owners[micro]!]) return micro;
    }
    return INITIAL;
  }

  /** Null when what was read was never written, or was taken back. */
  private registerWriter(micro: number, key: number, value: number): number | null {
    if (value === NIL) return INITIAL;
    const writer = this.writers[micro]!;
    if (writer === NONE) this.bad('thin-air', key, () => micro, NONE, value);
    else if (this.isAborted(writer)) this.bad('G1a', key, () => micro, writer, value);
    else return writer;
    return null;
  }
}
