/**
 * Sets of configurations in which none makes another redundant: a state, what was spent of the unknown operations, and a
 * bit for each operation in flight that has taken effect. Flat numbers in a hash table; no object for any of them.
 */
import type { Spending } from './spending.js';

const NONE = -1;
const FIRST_CAPACITY = 256;

export interface Limits {
  /** Configurations with the same state and the same bits, at most; the thriftiest are kept. */
  readonly alike: number;
  /** Configurations in all, at most. */
  readonly total: number;
}

export class Configurations {
  size = 0;
  /** Some were left out for the limits' sake. */
  pruned = false;
  states = new Int32Array(FIRST_CAPACITY);
  spent = new Int32Array(FIRST_CAPACITY);
  masks: Int32Array;
  /** 1 where another one has made it redundant. */
  dead = new Uint8Array(FIRST_CAPACITY);
  /** The next one with the same state and bits. */
  private alike = new Int32Array(FIRST_CAPACITY);
  private heads = new Int32Array(FIRST_CAPACITY * 4).fill(NONE);
  /** Where in `heads` each one was put. */
  private places = new Int32Array(FIRST_CAPACITY);

  constructor(
    readonly words: number,
    private readonly spending: Spending,
    private readonly limits: Limits,
  ) {
    this.masks = new Int32Array(FIRST_CAPACITY * words);
  }

  get bytes(): number {
    return this.states.length * (17 + 4 * this.words) + this.heads.length * 4;
  }

  clear(): void {
    // Only what was used: after one great event there may be millions of places.
    for (let at = 0; at < this.size; at += 1) this.heads[this.places[at]!] = NONE;
    this.size = 0;
  }

  has(at: number, slot: number): boolean {
    return (this.masks[at * this.words + (slot >>> 5)]! & (1 << (slot & 31))) !== 0;
  }

  /** Adds one whose bits are `mask`; redundant ones are not added, and those that it makes redundant die. */
  add(state: number, spent: number, mask: Int32Array): void {
    const head = this.find(state, mask);
    let count = 0;
    let costliest = NONE;
    for (let other = this.heads[head]!; other !== NONE; other = this.alike[other]!) {
      if (this.dead[other]) continue;
      const theirs = this.spent[other]!;
      if (this.spending.isWithin(theirs, spent)) return;
      if (this.spending.isWithin(spent, theirs)) this.dead[other] = 1;
      else {
        count += 1;
        if (costliest === NONE || this.spending.total(theirs) > this.spending.total(this.spent[costliest]!)) {
          costliest = other;
        }
      }
    }
    if (count >= this.limits.alike) {
      this.pruned = true;
      if (this.spending.total(this.spent[costliest]!) <= this.spending.total(spent)) return;
      this.dead[costliest] = 1;
    }
    if (this.size >= this.limits.total) {
      this.pruned = true;
      return;
    }
    this.append(state, spent, mask, head);
  }

  /** The place in `heads` for this state and these bits. */
  private find(state: number, mask: Int32Array): number {
    const { heads, words } = this;
    const room = heads.length - 1;
    let hash = Math.imul(state + 1, 0x9e3779b1);
    for (let word = 0; word < words; word += 1) hash = Math.imul(hash ^ mask[word]! ^ (hash >>> 15), 0x85ebca6b);
    hash ^= hash >>> 13;
    for (let place = hash & room; ; place = (place + 1) & room) {
      const at = heads[place]!;
      if (at === NONE || (this.states[at] === state && this.sameMask(at, mask))) return place;
    }
  }

  private sameMask(at: number, mask: Int32Array): boolean {
    const { masks, words } = this;
    for (let word = 0; word < words; word += 1) if (masks[at * words + word] !== mask[word]) return false;
    return true;
  }

  private append(state: number, spent: number, mask: Int32Array, head: number): void {
    let place = head;
    if (this.size === this.states.length) {
      this.grow();
      place = this.find(state, mask);
    }
    const at = this.size;
    this.size += 1;
    this.states[at] = state;
    this.spent[at] = spent;
    for (let word = 0; word < this.words; word += 1) this.masks[at * this.words + word] = mask[word]!;
    this.dead[at] = 0;
    this.link(at, place);
  }

  private grow(): void {
    const capacity = this.states.length * 2;
    this.states = enlarged(this.states, capacity);
    this.spent = enlarged(this.spent, capacity);
    this.alike = enlarged(this.alike, capacity);
    this.places = enlarged(this.places, capacity);
    this.masks = enlarged(this.masks, capacity * this.words);
    const dead = new Uint8Array(capacity);
    dead.set(this.dead);
    this.dead = dead;
    this.heads = new Int32Array(capacity * 4).fill(NONE);
    const mask = new Int32Array(this.words);
    for (let at = 0; at < this.size; at += 1) {
      mask.set(this.masks.subarray(at * this.words, (at + 1) * this.words));
      this.link(at, this.find(this.states[at]!, mask));
    }
  }

  private link(at: number, place: number): void {
    this.alike[at] = this.heads[place]!;
    this.heads[place] = at;
    this.places[at] = place;
  }
}

function enlarged(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}
