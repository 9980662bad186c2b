/** States and steps of a model as small numbers: every state is kept once, and every step is taken once. */

import { show } from '../../../harness/history/canonical-json.js';
import { type AnyModel, type Call, successors } from '../model.js';

/** From `next`: the call is illegal in that state. */
export const NO_STATE = -1;
/** Not yet asked. */
const UNASKED = -2;
/** With more different calls than this, a state's steps are kept in a map and not in a row. */
const ROW_LIMIT = 512;
/** States beyond which those that nobody is in any more are forgotten. */
const FORGET_ABOVE = 4096;

export class Transitions {
  /** Rough, bytes. */
  bytes = 0;
  private states: unknown[] = [];
  private keys = new Map<string, number>();
  private buckets = new Map<number, number[]>();
  private rows: (Int32Array | Map<number, number>)[] = [];
  /** Sets of successors, where there is more than one; `next` answers -3 minus the index. */
  private choices: (readonly number[])[] = [];
  private forgetAbove = FORGET_ABOVE;
  private fitting: Map<number, boolean>[] = [];

  constructor(
    private readonly model: AnyModel,
    private readonly calls: readonly Call[],
  ) {}

  get initial(): number {
    return this.stateId(this.model.init);
  }

  state(id: number): unknown {
    return this.states[id];
  }

  /** The state after a call; NO_STATE; or less than that, for `manyAfter`. */
  next(state: number, call: number): number {
    const row = this.rows[state]!;
    if (row instanceof Int32Array) {
      const known = row[call]!;
      if (known !== UNASKED) return known;
      const after = this.ask(state, call);
      row[call] = after;
      return after;
    }
    let after = row.get(call);
    if (after === undefined) {
      after = this.ask(state, call);
      row.set(call, after);
    }
    return after;
  }

  /** All states after a call, for an answer of `next` below NO_STATE. */
  manyAfter(next: number): readonly number[] {
    return this.choices[-3 - next]!;
  }

  /** Can a state that only grows still come to what a later call was answered? */
  fits(state: number, call: number): boolean {
    const { growth } = this.model;
    if (growth === undefined) return true;
    const known = this.fitting[state]!.get(call);
    if (known !== undefined) return known;
    const fits = growth.fits(this.states[state], this.calls[call]!);
    this.fitting[state]!.set(call, fits);
    return fits;
  }

  /** Can it, if this call happens first? True where nobody knows. */
  fitsAfter(reset: number, call: number): boolean {
    const resetsTo = this.model.growth?.resetsTo;
    return resetsTo === undefined || this.fits(this.stateId(resetsTo(this.calls[reset]!)), call);
  }

  /** Whether it is worth forgetting the states that nobody is in. */
  get isFull(): boolean {
    return this.states.length > this.forgetAbove;
  }

  /** Forgets all states but these; answers their new ids. */
  keepOnly(live: Iterable<number>): Map<number, number> {
    const old = this.states;
    this.states = [];
    this.keys = new Map();
    this.buckets = new Map();
    this.rows = [];
    this.choices = [];
    this.fitting = [];
    this.bytes = 0;
    const renamed = new Map<number, number>();
    for (const id of live) if (!renamed.has(id)) renamed.set(id, this.stateId(old[id]));
    this.forgetAbove = Math.max(FORGET_ABOVE, this.states.length * 4);
    return renamed;
  }

  private ask(state: number, call: number): number {
    const after = successors(this.model, this.states[state], this.calls[call]!);
    if (after.length === 0) return NO_STATE;
    if (after.length === 1) return this.stateId(after[0]);
    this.choices.push([...new Set(after.map((each) => this.stateId(each)))]);
    return -2 - this.choices.length;
  }

  private stateId(state: unknown): number {
    const { equals, hash } = this.model;
    if (equals !== undefined && hash !== undefined) {
      const bucket = hash(state);
      const ids = this.buckets.get(bucket) ?? [];
      const same = ids.find((id) => equals(this.states[id], state));
      if (same !== undefined) return same;
      this.buckets.set(bucket, [...ids, this.states.length]);
      return this.add(state, 64);
    }
    const key = this.model.key === undefined ? show(state) : this.model.key(state);
    let id = this.keys.get(key);
    if (id === undefined) {
      id = this.add(state, key.length * 2);
      this.keys.set(key, id);
    }
    return id;
  }

  private add(state: unknown, size: number): number {
    const isRow = this.calls.length <= ROW_LIMIT;
    this.states.push(state);
    this.rows.push(isRow ? new Int32Array(this.calls.length).fill(UNASKED) : new Map<number, number>());
    this.fitting.push(new Map());
    this.bytes += size + 200 + (isRow ? this.calls.length * 4 : 400);
    return this.states.length - 1;
  }
}
