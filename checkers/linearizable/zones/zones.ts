/**
 * Registers whose written values are all different need no search: Gibbons and Korach, 'Testing shared memories' (SIAM
 * J. Comput. 26(4), 1997), extended to compare-and-set. O(n log n), about 200 ns an operation.
 *
 * Each value has one writer, so its writer and everything that observed it form a cluster, and the clusters of a legal
 * order lie one after the other. A compare-and-set observes one value and writes the next, with nothing in between: so
 * the clusters along a chain of them form one block, ordered inside. A block must come before another when one of its
 * operations had ended before one of the other's began: when its earliest return lies before the other's latest call.
 * Two blocks that must each come before the other cannot be ordered; and if no two are such, all can be: in a longer
 * circle, the block with the latest call of all must come before its successor, and every block before it.
 */
import { OPEN } from '../operations.js';
import { NO_VALUE, type RegisterCalls } from './register-calls.js';

/** Positions of the operations that contradict each other, or null where all is well; and the number judged. */
export type ZonesResult = 'inapplicable' | { readonly conflict: readonly number[] | null };

const NOBODY = -1;
/** The writer of what was there at the beginning. */
const BEGINNING = -2;

/** By value id. */
interface Clusters {
  /** Position of the operation that brought the value; NOBODY or BEGINNING. */
  readonly writers: Int32Array;
  /** The compare-and-set that replaced it. */
  readonly replacers: Int32Array;
  /** Among its reads the one that returned first and the one that was invoked last. */
  readonly firstRead: Int32Array;
  readonly lastRead: Int32Array;
}

/**
 * Judges the events up to `limit` (an event index, inclusive): what was invoked later is not there, what returned later
 * is of unknown outcome. Inapplicable where a value was written twice.
 */
export function judgeZones(calls: RegisterCalls, limit = OPEN): ZonesResult {
  return new Zones(calls, limit).judge();
}

class Zones {
  private readonly count: number;
  private readonly clusters: Clusters;
  private readonly happened: Uint8Array;

  constructor(
    private readonly calls: RegisterCalls,
    private readonly limit: number,
  ) {
    let count = calls.length;
    if (limit !== OPEN) while (count > 0 && calls.invoked[count - 1]! > limit) count -= 1;
    this.count = count;
    const { values } = calls;
    this.clusters = {
      writers: new Int32Array(values).fill(NOBODY),
      replacers: new Int32Array(values).fill(NOBODY),
      firstRead: new Int32Array(values).fill(NOBODY),
      lastRead: new Int32Array(values).fill(NOBODY),
    };
    this.happened = new Uint8Array(count);
  }

  judge(): ZonesResult {
    this.findHappened();
    const gathered = this.gather();
    if (gathered !== null) return gathered === 'inapplicable' ? gathered : { conflict: gathered };
    return { conflict: this.conflict() };
  }

  /** When it returned, as far as is known at the limit. */
  private end(at: number): number {
    const end = this.calls.returned[at]!;
    return end > this.limit ? OPEN : end;
  }

  /**
   * The operations of known outcome, and those of unknown outcome whose value was shown by one that happened. The
   * others may be left out: nobody who is left saw anything of them.
   */
  private findHappened(): void {
    const { shows, brings, values } = this.calls;
    const { happened, count } = this;
    const shown = new Uint8Array(values);
    // The unknown operations that bring a value, as linked lists.
    const waiting = new Int32Array(values).fill(NOBODY);
    const nextWaiting = new Int32Array(count).fill(NOBODY);
    const queue: number[] = [];
    for (let at = 0; at < count; at += 1) {
      if (this.end(at) !== OPEN) {
        happened[at] = 1;
        const value = shows[at]!;
        if (value !== NO_VALUE) shown[value] = 1;
      } else if (brings[at] !== NO_VALUE) {
        const value = brings[at]!;
        nextWaiting[at] = waiting[value]!;
        waiting[value] = at;
      }
    }
    for (let at = 0; at < count; at += 1)
      if (!happened[at] && brings[at] !== NO_VALUE && shown[brings[at]!]) queue.push(at);
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (happened[at]) continue;
      happened[at] = 1;
      const value = shows[at]!;
      if (value === NO_VALUE || shown[value]) continue;
      shown[value] = 1;
      for (let other = waiting[value]!; other !== NOBODY; other = nextWaiting[other]!) queue.push(other);
    }
  }

  /** Fills the clusters. Answers a conflict where one of them is impossible by itself. */
  private gather(): 'inapplicable' | readonly number[] | null {
    const { shows, brings, invoked, initial } = this.calls;
    const { writers, replacers, firstRead, lastRead } = this.clusters;
    const { happened, count } = this;
    writers[initial] = BEGINNING;
    for (let at = 0; at < count; at += 1) {
      const value = brings[at]!;
      if (!happened[at] || value === NO_VALUE) continue;
      if (writers[value] !== NOBODY) return 'inapplicable';
      writers[value] = at;
    }
    for (let at = 0; at < count; at += 1) {
      const value = shows[at]!;
      if (!happened[at] || value === NO_VALUE) continue;
      if (writers[value] === NOBODY) return [at];
      if (brings[at] === NO_VALUE) {
        const first = firstRead[value]!;
        if (first === NOBODY || this.end(at) < this.end(first)) firstRead[value] = at;
        const last = lastRead[value]!;
        if (last === NOBODY || invoked[at]! > invoked[last]!) lastRead[value] = at;
      } else {
        const other = replacers[value]!;
        if (other !== NOBODY) return this.latestFirst([at, other]);
        replacers[value] = at;
      }
    }
    return null;
  }

  private conflict(): readonly number[] | null {
    const { writers, replacers } = this.clusters;
    const { shows, initial, values } = this.calls;
    const blocks = new Blocks(values);
    const placed = new Uint8Array(values);
    for (let value = 0; value < values; value += 1) {
      const writer = writers[value]!;
      // A block begins with a plain write, or with what was there at the beginning.
      if (writer === NOBODY || (writer >= 0 && shows[writer] !== NO_VALUE)) continue;
      const conflict = this.walkBlock(value, value === initial, placed, blocks);
      if (conflict !== null) return conflict;
    }
    for (let value = 0; value < values; value += 1) {
      // Values that were only ever made from each other have no beginning.
      if (writers[value] === NOBODY || placed[value]) continue;
      return this.latestFirst([writers[value]!, replacers[value]!]);
    }
    const pair = blocks.conflict();
    return pair === null ? null : this.latestFirst([...new Set(pair)].filter((at) => at >= 0));
  }

  /**
   * Walks a block from its first write along the chain, each operation after those before it: a later one must not have
   * returned before an earlier one was called.
   */
  private walkBlock(first: number, isInitial: boolean, placed: Uint8Array, blocks: Blocks): readonly number[] | null {
    const { writers, replacers, firstRead, lastRead } = this.clusters;
    const { brings, invoked } = this.calls;
    let firstReturn = isInitial ? -1 : OPEN;
    let firstReturned = NOBODY;
    let lastCall = -1;
    let lastCalled = NOBODY;
    for (let value = first; value !== NO_VALUE; ) {
      placed[value] = 1;
      const writer = writers[value]!;
      if (writer >= 0) {
        const end = this.end(writer);
        if (lastCalled !== NOBODY && end < lastCall) return [lastCalled, writer];
        if (end < firstReturn || firstReturned === NOBODY)
          [firstReturn, firstReturned] = [Math.min(firstReturn, end), writer];
        if (invoked[writer]! > lastCall) [lastCall, lastCalled] = [invoked[writer]!, writer];
      }
      const read = firstRead[value]!;
      if (read !== NOBODY) {
        const end = this.end(read);
        if (lastCalled !== NOBODY && end < lastCall) return [lastCalled, read];
        if (end < firstReturn || firstReturned === NOBODY)
          [firstReturn, firstReturned] = [Math.min(firstReturn, end), read];
        const last = lastRead[value]!;
        if (invoked[last]! > lastCall) [lastCall, lastCalled] = [invoked[last]!, last];
      }
      const replacer = replacers[value]!;
      value = replacer === NOBODY ? NO_VALUE : brings[replacer]!;
    }
    if (lastCalled !== NOBODY) blocks.add(firstReturn, firstReturned, lastCall, lastCalled);
    return null;
  }

  private latestFirst(positions: readonly number[]): readonly number[] {
    const { invoked } = this.calls;
    return [...positions].sort((left, right) => invoked[right]! - invoked[left]!);
  }
}

/** Blocks as zones: their earliest return and their latest call, and whose those are. */
class Blocks {
  private count = 0;
  private readonly firstReturns: Int32Array;
  private readonly firstReturned: Int32Array;
  private readonly lastCalls: Int32Array;
  private readonly lastCalled: Int32Array;

  constructor(capacity: number) {
    this.firstReturns = new Int32Array(capacity);
    this.firstReturned = new Int32Array(capacity);
    this.lastCalls = new Int32Array(capacity);
    this.lastCalled = new Int32Array(capacity);
  }

  add(firstReturn: number, firstReturned: number, lastCall: number, lastCalled: number): void {
    const block = this.count;
    this.count += 1;
    this.firstReturns[block] = firstReturn;
    this.firstReturned[block] = firstReturned;
    this.lastCalls[block] = lastCall;
    this.lastCalled[block] = lastCalled;
  }

  /** Two blocks that must each come before the other: sorted by their first return, only neighbours can be such. */
  conflict(): readonly number[] | null {
    const { firstReturns, lastCalls, count } = this;
    const forward = this.forwardByFirstReturn();
    for (let index = 1; index < forward.length; index += 1) {
      const before = forward[index - 1]!;
      const block = forward[index]!;
      if (firstReturns[block]! < lastCalls[before]!) return this.between(before, block);
    }
    for (let block = 0; block < count; block += 1) {
      if (firstReturns[block]! < lastCalls[block]!) continue;
      const around = this.lastBefore(forward, lastCalls[block]!);
      if (around >= 0 && firstReturns[block]! < lastCalls[around]!) return this.between(around, block);
    }
    return null;
  }

  private forwardByFirstReturn(): Int32Array {
    const { firstReturns, lastCalls, count } = this;
    const packed = new Float64Array(count);
    let size = 0;
    for (let block = 0; block < count; block += 1) {
      // The return and the block in one number, so that a sort of plain numbers does.
      if (firstReturns[block]! < lastCalls[block]!) packed[size++] = (firstReturns[block]! + 1) * count + block;
    }
    const sorted = packed.subarray(0, size).sort();
    return Int32Array.from(sorted, (entry) => entry % count);
  }

  /** The last forward zone that begins before a moment; they do not overlap, so no other can reach beyond it. */
  private lastBefore(forward: Int32Array, moment: number): number {
    let low = 0;
    let high = forward.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.firstReturns[forward[middle]!]! < moment) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? -1 : forward[low - 1]!;
  }

  private between(left: number, right: number): readonly number[] {
    return [left, right].flatMap((block) => [this.firstReturned[block]!, this.lastCalled[block]!]);
  }
}

/**
 * The last event of the shortest prefix that is broken, `upTo` being one: the conflict found names operations, and the
 * prefix that ends with them is broken too, so a few judgements halve their way there. O(n log² n) at worst.
 */
export function shortestBrokenPrefix(calls: RegisterCalls, upTo: number): number {
  let valid = -1;
  let broken = upTo;
  for (;;) {
    // What the conflict itself shows, then the event before it, then the middle.
    broken = Math.min(broken, provenBy(calls, broken));
    if (broken - 1 <= valid) return broken;
    if (!isBroken(calls, broken - 1)) return broken;
    broken -= 1;
    const middle = Math.floor((valid + broken) / 2);
    if (isBroken(calls, middle)) broken = middle;
    else valid = middle;
  }
}

function isBroken(calls: RegisterCalls, limit: number): boolean {
  const judged = judgeZones(calls, limit);
  return judged !== 'inapplicable' && judged.conflict !== null;
}

/** An event by which a conflict in the prefix is there. */
function provenBy(calls: RegisterCalls, limit: number): number {
  const judged = judgeZones(calls, limit);
  if (judged === 'inapplicable' || judged.conflict === null) return limit;
  const ends = judged.conflict.map((at) => calls.returned[at]!).filter((end) => end <= limit);
  const end = Math.max(-1, ...ends);
  return end >= 0 && isBroken(calls, end) ? end : limit;
}
