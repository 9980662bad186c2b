/**
 * Just-in-time linearization (Wing and Gong 1993; Lowe, 'Testing for linearizability', 2017) over a set of
 * configurations: every state that could be now, with the operations in flight that have taken effect already. Work is
 * done only when an operation returns: configurations in which it has not taken effect are carried on until it has.
 *
 * What keeps the set small, and why it is sound:
 * - A pending read that fits the state takes effect at once: it changes nothing, so nothing is lost by it.
 * - Of operations in flight that are alike, the one that returns first takes effect first: they can change places.
 * - Unknown operations that are alike are counted, not listed; and of two configurations that differ only in how many
 *   of them were spent, class by class, the one that spent more is redundant: what is unspent need never happen.
 * - An unknown operation that a stronger one could replace anywhere is spent before that one.
 * - A state that only grows, and has grown past what a later read saw, leads nowhere.
 */
import type { Budget } from '../../../harness/contracts/checker.js';
import type { AnyModel } from '../model.js';
import { OPEN, type Operations } from '../operations.js';
import { Configurations, type Limits } from './configurations.js';
import { NOTHING_SPENT, Spending } from './spending.js';
import { NEVER, type Timeline, timelineOf } from './timeline.js';
import { NO_STATE, Transitions } from './transitions.js';

export interface Effort extends Limits {
  /** Unknown operations can be spent again and again: what even so is impossible is broken. */
  readonly lavish: boolean;
  /** Unknown operations are only spent where nothing goes on without: what is not found so may still be there. */
  readonly thrifty: boolean;
}

export type PassResult =
  | { readonly kind: 'linearizable' }
  /** No configuration was left; `pruned` says that there might have been one among those left out. */
  | { readonly kind: 'died'; readonly culprit: number; readonly possible: readonly unknown[]; readonly pruned: boolean }
  | { readonly kind: 'gave-up'; readonly reason: string; readonly reached: number };

/** Configurations between two looks at the clock. */
const CHECK_INTERVAL = 256;
/** Configurations met on the way to the next ones, at most, for each that is carried on. */
const MET_FOR_EACH = 16;
/** States that are named in an explanation at most. */
const MAX_POSSIBLE = 20;

/** One way through the operations, from the first event to the last. */
export class Frontier {
  private readonly timeline: Timeline;
  private readonly transitions: Transitions;
  private readonly spending: Spending;
  private readonly words: number;
  private now: Configurations;
  private next: Configurations;
  /** Positions of the operations in flight by slot; those of known outcome only. */
  private readonly occupants: Int32Array;
  private readonly slotOf: Int32Array;
  private readonly free: number[] = [];
  /** Slots in flight, the one that returns first first. */
  private readonly inFlight: number[] = [];
  /** Unknown operations invoked so far, by class. */
  private readonly available: Int32Array;
  /** For each class the weaker ones, which are spent instead where they do the same. */
  private readonly weaker: readonly (readonly number[])[];
  private readonly tried: Int32Array;
  private readonly mask: Int32Array;
  private stamp = 0;
  private made = 0;
  /** How many operations were invoked so far. */
  private invokedCount = 0;
  /** Classes of unknown operations that do more than grow the state. */
  private readonly unknownResets: readonly number[];

  constructor(
    private readonly model: AnyModel,
    private readonly operations: Operations,
    private readonly budget: Budget,
    private readonly effort: Effort,
  ) {
    this.timeline = timelineOf(model, operations);
    const { classes, table, slots } = this.timeline;
    this.transitions = new Transitions(model, table);
    this.spending = new Spending(classes.length);
    this.words = Math.max(1, Math.ceil(slots / 32));
    const limits = { alike: effort.alike, total: effort.total * MET_FOR_EACH };
    this.now = new Configurations(this.words, this.spending, limits);
    this.next = new Configurations(this.words, this.spending, limits);
    this.occupants = new Int32Array(slots).fill(NEVER);
    this.slotOf = new Int32Array(operations.length).fill(NEVER);
    for (let slot = slots - 1; slot >= 0; slot -= 1) this.free.push(slot);
    this.available = new Int32Array(classes.length);
    this.tried = new Int32Array(table.length);
    this.mask = new Int32Array(this.words);
    this.weaker = classes.map((strong) =>
      classes.flatMap((weak, index) =>
        weak !== strong && model.replaces?.(table[strong]!, table[weak]!) === true ? [index] : [],
      ),
    );
    this.unknownResets = classes.flatMap((call, index) => (this.timeline.grows[call] ? [] : [index]));
    this.now.add(this.transitions.initial, NOTHING_SPENT, this.mask);
  }

  run(): PassResult {
    const { events } = this.timeline;
    for (const event of events) {
      if (event >= 0) this.invoke(event);
      else {
        const stopped = this.return(~event);
        if (stopped !== null) return stopped;
      }
    }
    return { kind: 'linearizable' };
  }

  private invoke(position: number): void {
    const { calls, readOnly, classOf } = this.timeline;
    const call = calls[position]!;
    this.invokedCount = position + 1;
    const end = this.operations.returned[position]!;
    if (end === OPEN) {
      const unknownClass = classOf[call]!;
      this.available[unknownClass] = this.available[unknownClass]! + 1;
      return;
    }
    const slot = this.free.pop()!;
    this.occupants[slot] = position;
    this.slotOf[position] = slot;
    let place = this.inFlight.length;
    while (place > 0 && this.operations.returned[this.occupants[this.inFlight[place - 1]!]!]! > end) place -= 1;
    this.inFlight.splice(place, 0, slot);
    if (readOnly[call]) this.settle(call, slot);
  }

  /** A read that fits a state takes effect in it at once. */
  private settle(call: number, slot: number): void {
    const { now, words } = this;
    for (let at = 0; at < now.size; at += 1) {
      if (this.transitions.next(now.states[at]!, call) === NO_STATE) continue;
      const word = at * words + (slot >>> 5);
      now.masks[word] = now.masks[word]! | (1 << (slot & 31));
    }
  }

  private return(position: number): PassResult | null {
    const slot = this.slotOf[position]!;
    if (!this.allHave(slot)) {
      const stopped = this.carryOn(position, slot);
      if (stopped !== null) return stopped;
    }
    this.clearSlot(slot);
    this.occupants[slot] = NEVER;
    this.free.push(slot);
    this.inFlight.splice(this.inFlight.indexOf(slot), 1);
    if (this.transitions.isFull) this.forget();
    return null;
  }

  private allHave(slot: number): boolean {
    for (let at = 0; at < this.now.size; at += 1) if (!this.now.has(at, slot)) return false;
    return true;
  }

  /** Carries on all configurations until the operation in this slot has taken effect. */
  private carryOn(position: number, slot: number): PassResult | null {
    const { now, next, mask, words } = this;
    // `next` gathers all that is met on the way; those with the slot's bit go on from here.
    next.clear();
    for (let at = 0; at < now.size; at += 1) {
      for (let word = 0; word < words; word += 1) mask[word] = now.masks[at * words + word]!;
      next.add(now.states[at]!, now.spent[at]!, mask);
    }
    const { thrifty } = this.effort;
    let expanded = this.expandAll(next, slot, !thrifty);
    if (expanded === 0 && thrifty) expanded = this.expandAll(next, slot, true);
    else if (thrifty) next.pruned ||= this.timeline.classes.length > 0;
    if (typeof expanded === 'string') {
      return { kind: 'gave-up', reason: expanded, reached: this.operations.returned[position]! };
    }
    if (expanded === 0) {
      return { kind: 'died', culprit: position, possible: this.possible(next), pruned: now.pruned || next.pruned };
    }
    const going = this.mostPromising(next, slot);
    const pruned = now.pruned || next.pruned;
    now.clear();
    for (const at of going) {
      for (let word = 0; word < words; word += 1) mask[word] = next.masks[at * words + word]!;
      now.add(next.states[at]!, next.spent[at]!, mask);
    }
    now.pruned = pruned;
    return null;
  }

  /**
   * The configurations in which the operation that returns has taken effect: all of them, or as many as the limit
   * allows. Rather those with more of the operations done that need a certain state, and fewer of those that bring one
   * about from any.
   */
  private mostPromising(set: Configurations, slot: number): readonly number[] {
    const going: number[] = [];
    for (let at = 0; at < set.size; at += 1) if (!set.dead[at] && set.has(at, slot)) going.push(at);
    if (going.length <= this.effort.total) return going;
    set.pruned = true;
    const needy = new Int32Array(this.words);
    const others = new Int32Array(this.words);
    for (const each of this.inFlight) {
      const word = this.timeline.needsState[this.timeline.calls[this.occupants[each]!]!] ? needy : others;
      word[each >>> 5] = word[each >>> 5]! | (1 << (each & 31));
    }
    const score = new Map(
      going.map((at) => {
        let sum = -4 * this.spending.total(set.spent[at]!);
        for (let word = 0; word < this.words; word += 1) {
          const bits = set.masks[at * this.words + word]!;
          sum += bitCount(bits & needy[word]!) - bitCount(bits & others[word]!);
        }
        return [at, sum];
      }),
    );
    return going.sort((left, right) => score.get(right)! - score.get(left)!).slice(0, this.effort.total);
  }

  /** Expands all configurations without the slot's bit; answers how many have it, or what stopped it. */
  private expandAll(set: Configurations, slot: number, spend: boolean): number | string {
    let survivors = 0;
    for (let at = 0; at < set.size; at += 1) {
      if (set.dead[at]) continue;
      if (set.has(at, slot)) {
        survivors += 1;
        continue;
      }
      this.made += 1;
      if (this.made % CHECK_INTERVAL === 0) {
        const reason = this.outOfBudget();
        if (reason !== null) return reason;
      }
      this.expand(set, at, spend);
    }
    return survivors;
  }

  /** Lets each operation take effect that may be the next one; the unknown ones too, where they may be spent. */
  private expand(set: Configurations, at: number, spend: boolean): void {
    const { calls, readOnly, classes } = this.timeline;
    const state = set.states[at]!;
    const spent = set.spent[at]!;
    this.stamp += 1;
    for (const slot of this.inFlight) {
      if (set.has(at, slot)) continue;
      const call = calls[this.occupants[slot]!]!;
      // Reads that fit were settled; of those that are alike, this one is the first to return.
      if (readOnly[call] || this.tried[call] === this.stamp) continue;
      this.tried[call] = this.stamp;
      this.follow(set, at, this.transitions.next(state, call), spent, slot);
    }
    if (!spend) return;
    for (let unknownClass = 0; unknownClass < classes.length; unknownClass += 1) {
      if (!this.isLeft(spent, unknownClass)) continue;
      const after = this.transitions.next(state, classes[unknownClass]!);
      if (after === state || after === NO_STATE) continue;
      if (
        this.weaker[unknownClass]!.some(
          (weak) => this.isLeft(spent, weak) && this.transitions.next(state, classes[weak]!) === after,
        )
      )
        continue;
      this.follow(set, at, after, this.effort.lavish ? spent : this.spending.increased(spent, unknownClass), NEVER);
    }
  }

  private isLeft(spent: number, unknownClass: number): boolean {
    const available = this.available[unknownClass]!;
    return this.effort.lavish ? available > 0 : this.spending.count(spent, unknownClass) < available;
  }

  private follow(set: Configurations, from: number, after: number, spent: number, slot: number): void {
    if (after === NO_STATE) return;
    if (after >= 0) this.reach(set, from, after, spent, slot);
    else for (const each of this.transitions.manyAfter(after)) this.reach(set, from, each, spent, slot);
  }

  private reach(set: Configurations, from: number, state: number, spent: number, slot: number): void {
    const { mask, words } = this;
    const { calls, readOnly } = this.timeline;
    for (let word = 0; word < words; word += 1) mask[word] = set.masks[from * words + word]!;
    if (slot !== NEVER) mask[slot >>> 5] = mask[slot >>> 5]! | (1 << (slot & 31));
    for (const other of this.inFlight) {
      const call = calls[this.occupants[other]!]!;
      if (readOnly[call] && this.transitions.next(state, call) !== NO_STATE) {
        mask[other >>> 5] = mask[other >>> 5]! | (1 << (other & 31));
      }
    }
    if (this.model.growth !== undefined && this.hasOutgrown(state, spent)) return;
    set.add(state, spent, mask);
  }

  /** Has the state, with the bits in `mask`, grown past what a read saw that is still to take effect? */
  private hasOutgrown(state: number, spent: number): boolean {
    const { calls, readOnly, nextRead } = this.timeline;
    const pending = this.inFlight.find((slot) => !this.isSet(slot) && readOnly[calls[this.occupants[slot]!]!] === 1);
    const reads = [pending === undefined ? NEVER : this.occupants[pending]!, nextRead[this.invokedCount]!];
    return reads.some(
      (read) =>
        read !== NEVER &&
        !this.transitions.fits(state, calls[read]!) &&
        !this.canBeReset(spent, calls[read]!, this.operations.returned[read]!),
    );
  }

  /** Can an operation that does more than grow the state make it fit a read, before that returns? */
  private canBeReset(spent: number, read: number, end: number): boolean {
    const { calls, readOnly, grows, classes, nextReset } = this.timeline;
    const { invoked } = this.operations;
    for (const slot of this.inFlight) {
      const call = calls[this.occupants[slot]!]!;
      if (this.isSet(slot) || readOnly[call] || grows[call]) continue;
      if (this.transitions.fitsAfter(call, read)) return true;
    }
    for (const unknownClass of this.unknownResets) {
      if (this.isLeft(spent, unknownClass) && this.transitions.fitsAfter(classes[unknownClass]!, read)) return true;
    }
    let at = nextReset[this.invokedCount]!;
    for (; at < invoked.length && invoked[at]! < end; at = nextReset[at + 1]!) {
      if (this.transitions.fitsAfter(calls[at]!, read)) return true;
    }
    return false;
  }

  private isSet(slot: number): boolean {
    return (this.mask[slot >>> 5]! & (1 << (slot & 31))) !== 0;
  }

  private clearSlot(slot: number): void {
    const { now, words } = this;
    const keep = ~(1 << (slot & 31));
    // All have the bit, so without it they are as different as before; but their places in the table are gone.
    for (let at = 0; at < now.size; at += 1) {
      const word = at * words + (slot >>> 5);
      now.masks[word] = now.masks[word]! & keep;
    }
  }

  private forget(): void {
    const { now } = this;
    const renamed = this.transitions.keepOnly(now.states.subarray(0, now.size));
    for (let at = 0; at < now.size; at += 1) now.states[at] = renamed.get(now.states[at]!)!;
  }

  private possible(met: Configurations): readonly unknown[] {
    const states = new Set<number>();
    for (let at = 0; at < met.size && states.size < MAX_POSSIBLE; at += 1) states.add(met.states[at]!);
    return [...states].map((id) => this.transitions.state(id));
  }

  private outOfBudget(): string | null {
    if (this.budget.now() > this.budget.deadlineMs) return 'the time for checking was used up';
    const bytes = this.now.bytes + this.next.bytes + this.transitions.bytes + this.spending.bytes;
    return bytes > this.budget.memoryBytes ? 'the memory for checking was used up' : null;
  }
}

function bitCount(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
