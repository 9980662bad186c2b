/**
 * A serial order by trying, for histories with times, as Wing and Gong's search finds one for objects (1993): whoever may
 * take effect next has begun before everybody else who has not taken effect yet had ended. A version is not replaced before
 * all its readers were served, nor before those versions that surely came before (the zones of moments.ts), so that little is
 * left to try. States that led nowhere are remembered (Lowe, 2017). If it ends, the order is a proof of strict
 * serializability; if not, nothing is known.
 */
import { type Dependencies, INITIAL, ranksOf } from '../dependencies.js';
import { Memory } from './memory.js';
import type { Zones } from './moments.js';

/** Transactions that are placed at most, those that are taken back included. */
const STEPS_MAX = 5_000_000;
/** From one look at the clock to the next, steps. */
const LOOK_EVERY = 4_096;

/** O(steps · transactions at one time). */
export function isFoundByTrying(dependencies: Dependencies, zones: Zones, isOver: () => boolean): boolean {
  return new Trying(dependencies, zones, isOver).isFound();
}

/** One choice: who was placed, and who else might be in its place. */
interface Choice {
  readonly node: number;
  readonly others: number[];
}

class Trying {
  private readonly next: Int32Array;
  private readonly before: Int32Array;
  /** By key: the write that it holds now. */
  private readonly current: Int32Array;
  /** By write, and by key for what was there at first: how many have yet to read it. */
  private readonly unserved: Int32Array;
  private readonly unservedAtFirst: Int32Array;
  private readonly ranks: Int32Array;
  /** By key: how many of its chain have been placed. */
  private readonly placedOfChain: Int32Array;
  private readonly memory: Memory;
  /** What the writes of placed transactions replaced, to be put back. */
  private readonly replaced: number[] = [];
  private placed = 0;

  constructor(
    private readonly known: Dependencies,
    private readonly zones: Zones,
    private readonly isOver: () => boolean,
  ) {
    const { count, keyCount, writeKeys, readWrites, readKeys, readNodes } = known;
    // A ring: the place `count` is before the first and after the last.
    this.next = Int32Array.from({ length: count + 1 }, (_, node) => (node === count ? 0 : node + 1));
    this.before = Int32Array.from({ length: count + 1 }, (_, node) => (node === 0 ? count : node - 1));
    this.current = new Int32Array(keyCount).fill(INITIAL);
    this.unserved = new Int32Array(writeKeys.length);
    this.unservedAtFirst = new Int32Array(keyCount);
    this.ranks = ranksOf(known);
    this.placedOfChain = new Int32Array(keyCount);
    this.memory = new Memory(count, writeKeys.length);
    for (let read = 0; read < readWrites.length; read += 1) {
      if (this.isRepeated(readNodes[read]!, read)) continue;
      if (readWrites[read] === INITIAL) this.unservedAtFirst[readKeys[read]!]! += 1;
      else this.unserved[readWrites[read]!]! += 1;
    }
  }

  isFound(): boolean {
    const { count } = this.known;
    const choices: Choice[] = [];
    let others = this.candidates();
    for (let step = 0; step < STEPS_MAX; step += 1) {
      if (this.placed === count) return true;
      if (step % LOOK_EVERY === 0 && this.isOver()) return false;
      const node = others.pop();
      if (node === undefined) {
        const last = choices.pop();
        if (last === undefined) return false;
        this.takeBack(last.node);
        others = last.others;
        continue;
      }
      this.place(node);
      if (this.memory.isNew()) {
        choices.push({ node, others });
        others = this.candidates();
      } else this.takeBack(node);
    }
    return false;
  }

  /** Who may take effect next, the likeliest last. Who only reads may at once: nobody else has to wait for it. */
  private candidates(): number[] {
    const { count, invoked, completed } = this.known;
    const found: number[] = [];
    let earliestEnd = Number.POSITIVE_INFINITY;
    for (let node = this.next[count]!; node !== count && invoked[node]! < earliestEnd; node = this.next[node]!) {
      earliestEnd = Math.min(earliestEnd, completed[node]!);
      if (this.canBePlaced(node)) found.push(node);
    }
    const reader = found.find((node) => this.known.writesFrom[node] === this.known.writesFrom[node + 1]);
    if (reader !== undefined) return [reader];
    return found.sort((left, right) => this.deadline(right) - this.deadline(left));
  }

  /** By when it must have taken effect, for itself and for those who read what it wrote. */
  private deadline(node: number): number {
    const { writesFrom, completed } = this.known;
    let deadline = completed[node]!;
    for (let write = writesFrom[node]!; write < writesFrom[node + 1]!; write += 1) {
      deadline = Math.min(deadline, this.zones.first[write]!);
    }
    return deadline;
  }

  private canBePlaced(node: number): boolean {
    const { writesFrom, writeKeys, readsFrom, readKeys, readWrites } = this.known;
    for (let read = readsFrom[node]!; read < readsFrom[node + 1]!; read += 1) {
      if (this.current[readKeys[read]!] !== readWrites[read]) return false;
    }
    for (let write = writesFrom[node]!; write < writesFrom[node + 1]!; write += 1) {
      const key = writeKeys[write]!;
      const held = this.current[key]!;
      const readers = held === INITIAL ? this.unservedAtFirst[key]! : this.unserved[held]!;
      if (readers > (this.reads(node, key) ? 1 : 0)) return false;
      if (!this.isNextOfChain(write, key) || this.mustWait(node, write, key)) return false;
    }
    return true;
  }

  private isNextOfChain(write: number, key: number): boolean {
    const { chainFrom } = this.known;
    const rank = this.ranks[write]!;
    return this.placedOfChain[key] === (rank === -1 ? chainFrom[key + 1]! - chainFrom[key]! : rank);
  }

  /** Is there another version of the key, not placed yet, that surely came before this one? */
  private mustWait(node: number, write: number, key: number): boolean {
    const { count, invoked, writesFrom, writeKeys } = this.known;
    const { first, last } = this.zones;
    const until = last[write]!;
    for (let other = this.next[count]!; other !== count && invoked[other]! < until; other = this.next[other]!) {
      if (other === node) continue;
      for (let rival = writesFrom[other]!; rival < writesFrom[other + 1]!; rival += 1) {
        if (writeKeys[rival] === key && first[rival]! < until) return true;
      }
    }
    return false;
  }

  private place(node: number): void {
    const { writesFrom, writeKeys } = this.known;
    this.serve(node, -1);
    for (let write = writesFrom[node]!; write < writesFrom[node + 1]!; write += 1) {
      const key = writeKeys[write]!;
      const held = this.current[key]!;
      this.replaced.push(held);
      this.current[key] = write;
      this.memory.replace(held, write);
      if (this.ranks[write] !== -1) this.placedOfChain[key]! += 1;
    }
    this.next[this.before[node]!] = this.next[node]!;
    this.before[this.next[node]!] = this.before[node]!;
    this.memory.toggle(node);
    this.placed += 1;
  }

  /** The one that was placed last. */
  private takeBack(node: number): void {
    const { writesFrom, writeKeys } = this.known;
    this.placed -= 1;
    this.memory.toggle(node);
    this.next[this.before[node]!] = node;
    this.before[this.next[node]!] = node;
    for (let write = writesFrom[node + 1]! - 1; write >= writesFrom[node]!; write -= 1) {
      const key = writeKeys[write]!;
      const held = this.replaced.pop() ?? INITIAL;
      this.current[key] = held;
      this.memory.replace(write, held);
      if (this.ranks[write] !== -1) this.placedOfChain[key]! -= 1;
    }
    this.serve(node, 1);
  }

  private serve(node: number, change: 1 | -1): void {
    const { readsFrom, readKeys, readWrites } = this.known;
    for (let read = readsFrom[node]!; read < readsFrom[node + 1]!; read += 1) {
      if (this.isRepeated(node, read)) continue;
      if (readWrites[read] === INITIAL) this.unservedAtFirst[readKeys[read]!]! += change;
      else this.unserved[readWrites[read]!]! += change;
    }
  }

  private reads(node: number, key: number): boolean {
    const { readsFrom, readKeys } = this.known;
    for (let read = readsFrom[node]!; read < readsFrom[node + 1]!; read += 1) if (readKeys[read] === key) return true;
    return false;
  }

  /** Has the same transaction read the key before? */
  private isRepeated(node: number, read: number): boolean {
    const { readsFrom, readKeys } = this.known;
    for (let other = readsFrom[node]!; other < read; other += 1) if (readKeys[other] === readKeys[read]) return true;
    return false;
  }
}
