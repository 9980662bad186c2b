/** From transactions to dependencies: who wrote what was read, and in which order the versions came. */
import type { History } from '../../../harness/contracts/history.js';
import { type Dependencies, INITIAL, NONE } from '../dependencies.js';
import { GrowingInts } from './growing.js';
import { type BadRead, Sightings } from './sightings.js';
import { COMMITTED, OPEN, READS, type Transactions, WRITES } from './transactions.js';
import { Writers } from './writers.js';

export interface Resolved {
  readonly dependencies: Dependencies;
  readonly badReads: readonly BadRead[];
  /** Transaction of every micro-operation. */
  readonly owners: Int32Array;
}

/** Throws UsageError 'bad-operation' where a value is written twice to a key. */
export function resolve(history: History, transactions: Transactions): Resolved {
  const writers = new Writers(history, transactions);
  const sightings = new Sightings(transactions, writers);
  const dependencies = new Resolution(transactions, writers, sightings).dependencies();
  return { dependencies, badReads: sightings.badReads, owners: writers.owners };
}

class Resolution {
  constructor(
    private readonly all: Transactions,
    private readonly writers: Writers,
    private readonly sightings: Sightings,
  ) {}

  dependencies(): Dependencies {
    const { all } = this;
    const { kinds, keys, from } = all;
    const nodeOf = new Int32Array(all.length).fill(NONE);
    const transactions = new GrowingInts(all.length);
    for (let transaction = 0; transaction < all.length; transaction += 1) {
      if (!this.sightings.isIn[transaction]) continue;
      nodeOf[transaction] = transactions.length;
      transactions.push(transaction);
    }
    const nodes = transactions.done();
    const writeOf = new Int32Array(kinds.length).fill(NONE);
    const writesFrom = new Int32Array(nodes.length + 1);
    const writeKeys = new GrowingInts(this.writers.count);
    const writeNodes = new GrowingInts(this.writers.count);
    const writeMicros = new GrowingInts(this.writers.count);
    for (let node = 0; node < nodes.length; node += 1) {
      const transaction = nodes[node]!;
      for (let micro = from[transaction]!; micro < from[transaction + 1]!; micro += 1) {
        if (!this.writers.isFinal[micro]) continue;
        writeOf[micro] = writeKeys.length;
        writeKeys.push(keys[micro]!);
        writeNodes.push(node);
        writeMicros.push(micro);
      }
      writesFrom[node + 1] = writeKeys.length;
    }
    const finalWrite = (micro: number): number => {
      let at = micro;
      while (!this.writers.isFinal[at] || keys[at] !== keys[micro]) at += 1;
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
      for (const micro of this.sightings.elementsOf(key)) add(finalWrite(micro));
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
    for (let micro = 0; micro < kinds.length; micro += 1) {
      const key = keys[micro]!;
      if (isList[key]) continue;
      const writer = kinds[micro] === WRITES ? micro : this.writers.find(key, values[micro]!);
      if (!this.sightings.tookEffect(writer)) continue;
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
      const areComplete = !sorted.some(([, number]) => Number.isNaN(number));
      const order = sorted.map(([write]) => write);
      if (areDistinct && areComplete) orders.set(key, order);
    }
    return orders;
  }

  private reads(
    nodes: Int32Array,
    finalWrite: (micro: number) => number,
  ): Pick<Dependencies, 'readsFrom' | 'readKeys' | 'readNodes' | 'readWrites' | 'readMicros'> {
    const { kinds, keys, from, values, isList, outcomes } = this.all;
    const readsFrom = new Int32Array(nodes.length + 1);
    const readKeys = new GrowingInts(kinds.length - this.writers.count + 1);
    const readNodes = new GrowingInts(kinds.length - this.writers.count + 1);
    const readWrites = new GrowingInts(kinds.length - this.writers.count + 1);
    const readMicros = new GrowingInts(kinds.length - this.writers.count + 1);
    for (let node = 0; node < nodes.length; node += 1) {
      const transaction = nodes[node]!;
      const end = outcomes[transaction] === COMMITTED ? from[transaction + 1]! : from[transaction]!;
      for (let micro = from[transaction]!; micro < end; micro += 1) {
        if (kinds[micro] !== READS) continue;
        const key = keys[micro]!;
        const writer = isList[key]
          ? this.sightings.lastElement(key, values[micro]!)
          : this.sightings.registerWriter(micro, key, values[micro]!);
        if (writer === null) continue;
        if (writer !== INITIAL && this.writers.owners[writer] === transaction) {
          if (writer > micro) this.sightings.bad('future-read', key, () => micro, writer, this.all.values[writer]!);
          continue;
        }
        if (writer !== INITIAL && !this.writers.isFinal[writer])
          this.sightings.bad('G1b', key, () => micro, writer, this.all.values[writer]!);
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
}
