/** Units: operations that can be taken out of a linearizable history together, and leave it linearizable. */
import type { AnyModel, Call, Effects } from './model.js';
import { OPEN, type Operations } from './operations.js';

/** With more operations than this, calls are not compared with each other to find where they are seen. */
const MAX_COMPARED = 3_000;

/**
 * Positions of the operations of each unit, by position. A read is a unit alone. A value is one: with it goes whatever
 * brought it or showed it, and what those brought in their turn. Units may overlap. An operation that changes the state
 * in a way that shows nowhere is in none.
 */
export function unitsOf(model: AnyModel, operations: Operations): readonly (readonly number[])[] {
  if (model.isSeenIn !== undefined) return unitsBySight(model.isSeenIn, model, operations);
  if (model.family === 'register' && model.effects !== undefined) {
    const sight = new RegisterSight(model.effects, operations);
    return Array.from({ length: operations.length }, (_, at) => {
      const unit = new Set([at]);
      for (const member of unit) for (const seer of sight.seers(member)) unit.add(seer);
      return [...unit].sort((left, right) => left - right);
    });
  }
  const { length, returned, calls, table } = operations;
  const units: (readonly number[])[] = [];
  const bringers = new Map<string, number[]>();
  const showers = new Map<string, number[]>();
  const effects: (Effects | undefined)[] = [];
  for (let at = 0; at < length; at += 1) {
    const call = table[calls[at]!]!;
    effects.push(model.effects?.(call));
    if (model.readOnly(call)) units.push([at]);
    const { brings = null, shows = [] } = effects[at] ?? {};
    if (brings !== null) listed(bringers, brings).push(at);
    for (const value of shows) listed(showers, value).push(at);
  }
  for (const first of bringers.keys()) {
    const unit = new Set<number>();
    const values = new Set([first]);
    let removable = true;
    for (const value of values) {
      for (const at of [...(bringers.get(value) ?? []), ...(showers.get(value) ?? [])]) {
        unit.add(at);
        const { brings = null, shows = [] } = effects[at] ?? {};
        if (brings !== null) values.add(brings);
        // Whatever took several out together would leave the others there.
        else if (!model.readOnly(table[calls[at]!]!)) for (const other of shows) values.add(other);
        // What takes something away, nobody knows what, may have mattered to others.
        if (returned[at] === OPEN && brings === null) removable = false;
      }
    }
    if (removable) units.push([...unit].sort((left, right) => left - right));
  }
  return units.sort((left, right) => left[0]! - right[0]!);
}

/**
 * On a register, an update goes with those that may have seen it, and not with those that saw what others of the same
 * value brought: an observer has not seen an update if another one came between them in time. One that has seen none of
 * them goes with the last before it, so that this one is there to be compared with.
 */
class RegisterSight {
  private readonly effects: readonly Effects[];
  private readonly observers = new Map<string, Observers>();
  /** Of the updates invoked at a position or later, when the first one had ended. */
  private readonly firstEnds: Int32Array;
  /** Observers that have seen no update at all, by the last update before them. */
  private readonly attached = new Map<number, number[]>();

  constructor(
    effectsOf: (call: Call) => Effects,
    private readonly operations: Operations,
  ) {
    const { length, returned, calls, table } = operations;
    const known = new Map<number, Effects>();
    this.effects = Array.from(calls.subarray(0, length), (call) => {
      const effects = known.get(call) ?? effectsOf(table[call]!);
      known.set(call, effects);
      return effects;
    });
    for (const [at, { shows }] of this.effects.entries()) {
      for (const value of shows) {
        if (!this.observers.has(value)) this.observers.set(value, new Observers(operations));
        this.observers.get(value)!.add(at);
      }
    }
    this.firstEnds = new Int32Array(length + 1).fill(OPEN);
    for (let at = length - 1; at >= 0; at -= 1) {
      const own = this.effects[at]!.brings === null ? OPEN : returned[at]!;
      this.firstEnds[at] = Math.min(this.firstEnds[at + 1]!, own);
    }
    this.attach();
  }

  /** Those that go with an operation. */
  seers(at: number): readonly number[] {
    return [...this.mayHaveSeen(at), ...(this.attached.get(at) ?? [])];
  }

  private mayHaveSeen(at: number): readonly number[] {
    const { invoked, returned } = this.operations;
    const { brings } = this.effects[at]!;
    if (brings === null) return [];
    const goneBy = returned[at] === OPEN ? OPEN : this.firstEnds[firstAfter(invoked, returned[at]!)]!;
    return this.observers.get(brings)?.between(invoked[at]!, goneBy) ?? [];
  }

  private attach(): void {
    const hasSeen = new Uint8Array(this.operations.length);
    const unknownBringers = new Map<string, number>();
    for (const [at, { brings }] of this.effects.entries()) {
      if (brings === null) continue;
      // Whatever came later may have seen one of unknown outcome: the first such is enough to know.
      if (this.operations.returned[at] === OPEN) {
        if (unknownBringers.has(brings)) continue;
        unknownBringers.set(brings, at);
      }
      for (const observer of this.mayHaveSeen(at)) hasSeen[observer] = 1;
    }
    const latest = new Map<string, number>();
    for (const [at, { brings, shows }] of this.effects.entries()) {
      for (const value of shows) {
        const last = latest.get(value);
        if (hasSeen[at] || last === undefined) continue;
        if (this.attached.has(last)) this.attached.get(last)!.push(at);
        else this.attached.set(last, [at]);
      }
      if (brings !== null) latest.set(brings, at);
    }
  }
}

/**
 * The operations that are left when all units go that have none of the operations from `recent` on: 1 for each of them.
 * Linear in what was seen, and without a list of all units, which would be long.
 */
export function keptByWindow(model: AnyModel, operations: Operations, recent: number): Uint8Array {
  const choice = new Uint8Array(operations.length).fill(1);
  if (model.family !== 'register' || model.effects === undefined || model.isSeenIn !== undefined) {
    // A unit goes as a whole, or stays as a whole.
    for (const unit of unitsOf(model, operations)) {
      if (unit.every((at) => at < recent)) for (const at of unit) choice[at] = 0;
    }
    return choice;
  }
  const sight = new RegisterSight(model.effects, operations);
  choice.fill(0, 0, recent);
  for (let grown = true; grown; ) {
    grown = false;
    for (let at = recent - 1; at >= 0; at -= 1) {
      if (choice[at] === 1 || !sight.seers(at).some((seer) => choice[seer] === 1)) continue;
      choice[at] = 1;
      grown = true;
    }
  }
  return choice;
}

/** Those that were shown one value, in order of invocation. */
class Observers {
  private readonly known: number[] = [];
  /** For each of the known ones, when the last up to it had returned. */
  private readonly lastEnds: number[] = [];
  private readonly unknown: number[] = [];

  constructor(private readonly operations: Operations) {}

  add(at: number): void {
    const end = this.operations.returned[at]!;
    if (end === OPEN) this.unknown.push(at);
    else {
      this.known.push(at);
      this.lastEnds.push(Math.max(end, this.lastEnds.at(-1) ?? -1));
    }
  }

  /** Those that returned after one event, and were invoked before another. */
  between(after: number, before: number): readonly number[] {
    const { invoked, returned } = this.operations;
    const found = this.unknown.filter((at) => invoked[at]! < before);
    let index = firstAfter(this.lastEnds, after);
    for (; index < this.known.length && invoked[this.known[index]!]! < before; index += 1) {
      if (returned[this.known[index]!]! > after) found.push(this.known[index]!);
    }
    return found;
  }
}

/** The first place in ascending numbers with one above a bound. */
function firstAfter(ascending: ArrayLike<number>, bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A call goes with all in which it is seen. */
function unitsBySight(
  isSeenIn: NonNullable<AnyModel['isSeenIn']>,
  model: AnyModel,
  { length, calls, table }: Operations,
): readonly (readonly number[])[] {
  const callOf = (at: number): Call => table[calls[at]!]!;
  const all = Array.from({ length }, (_, at) => at);
  const isFew = length <= MAX_COMPARED;
  const seers = (at: number): number[] => all.filter((other) => other !== at && isSeenIn(callOf(at), callOf(other)));
  return all.flatMap((at) => {
    if (model.readOnly(callOf(at))) return [[at]];
    if (!isFew) return [];
    const unit = new Set([at]);
    for (const member of unit) if (!model.readOnly(callOf(member))) for (const seer of seers(member)) unit.add(seer);
    return [[...unit].sort((left, right) => left - right)];
  });
}

function listed(map: Map<string, number[]>, key: string): number[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
