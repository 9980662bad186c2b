/** The smallest part of a broken history that is broken still: units are taken out as long as any can be. */
import { toldOf } from './breaking.js';
import { chosen, thatMatter } from './calls.js';
import type { Broken } from './explain.js';
import type { AnyModel } from './model.js';
import { monitors } from './monitors.js';
import { type ObjectOperations, picked } from './objects.js';
import type { Operations } from './operations.js';
import { prefixOf } from './prefix.js';
import { search } from './search/search.js';
import { keptByWindow, unitsOf } from './units.js';
import type { BrokenVerdict, Judging } from './verdicts.js';

/** Operations from the end with which a window is tried first. */
const FIRST_WINDOW = 16;

/** With more operations than this, there is no list of their units. */
const MAX_SHRUNK = 3_000;
/** Time for making a counterexample small, ms. */
const SHRINKING_MS = 1_500;
/** Time for finding out whether some operations are broken, ms. */
const QUESTION_MS = 75;
/** With more to look at than this, no smaller counterexample is looked for. */
const MAX_WEIGHT = 500_000;

/** Whether operations are broken; `null` when that could not be found out in the time for one question. */
export type IsBroken = (operations: Operations) => boolean | null;

export interface Smaller {
  readonly operations: Operations;
  /** No single unit more can go; otherwise some may, but nobody knows. */
  readonly isMinimal: boolean;
}

/**
 * Removes units from broken operations until no single one can go, or until `isLate`. Judges O(u log u) times for u
 * units at worst; mostly a window at the end is broken by itself, and then only that one's size counts. Null where there
 * are too many operations, and no window is broken; or where they are not seen to be broken at all.
 */
export function smallestBroken(
  model: AnyModel,
  operations: Operations,
  isBroken: IsBroken,
  isLate: () => boolean,
): Smaller | null {
  let left = brokenWindow(model, operations, isBroken);
  if (left.length > MAX_SHRUNK || (left === operations && isBroken(left) !== true)) return null;
  for (let size = largestPowerBelow(unitsOf(model, left).length); ; size = Math.max(1, size >>> 1)) {
    const before = left.length;
    let isKnown = true;
    left = withoutUnits(model, left, size, (some) => {
      const broken = isLate() ? null : isBroken(some);
      if (broken === null) isKnown = false;
      return broken === true;
    });
    if (isLate()) return { operations: left, isMinimal: false };
    if (size === 1 && left.length === before) return { operations: left, isMinimal: isKnown };
  }
}

/** The units that have an operation among the last ones, if those are broken by themselves. */
function brokenWindow(model: AnyModel, operations: Operations, isBroken: IsBroken): Operations {
  for (let window = FIRST_WINDOW; window < operations.length; window *= 4) {
    const some = chosen(operations, keptByWindow(model, operations, operations.length - window));
    if (some.length > MAX_SHRUNK) break;
    if (some.length < operations.length && isBroken(some) === true) return some;
  }
  return operations;
}

/** Tries to remove so many neighbouring units at a time, from the first to the last. */
function withoutUnits(
  model: AnyModel,
  operations: Operations,
  size: number,
  isBroken: (some: Operations) => boolean,
): Operations {
  let left = operations;
  let units = unitsOf(model, left);
  for (let first = 0; first < units.length; ) {
    const choice = new Uint8Array(left.length).fill(1);
    for (const unit of units.slice(first, first + size)) for (const at of unit) choice[at] = 0;
    const fewer = chosen(left, choice);
    if (fewer.length > 0 && isBroken(fewer)) {
      left = fewer;
      units = unitsOf(model, left);
    } else first += size;
  }
  return left;
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** How much there is to look at: operations, and the elements of the lists that they answered. */
function weightOf({ length, calls, table }: Operations): number {
  let weight = length;
  for (const call of calls) {
    const { output } = table[call]!;
    if (Array.isArray(output)) weight += output.length;
  }
  return weight;
}

/** A counterexample of an object that was found broken. */
export function counterexampleOf(
  { model, budget, calls }: Judging,
  object: ObjectOperations,
  verdict: BrokenVerdict,
): Pick<Broken, 'counterexample' | 'isSmall' | 'isMinimal' | 'told'> {
  const deadlineMs = Math.min(budget.deadlineMs, budget.now() + SHRINKING_MS);
  const monitor = model.family === undefined ? undefined : monitors[model.family];
  const some = verdict.events === null ? object : picked(object, new Set(verdict.events));
  const base = prefixOf(calls.operationsOf(some), verdict.end);
  const isBroken = (few: Operations): boolean | null => {
    const judged = monitor?.judge(few);
    if (judged !== undefined && judged.kind !== 'inapplicable') return judged.kind === 'broken';
    const limited = { ...budget, deadlineMs: Math.min(deadlineMs, budget.now() + QUESTION_MS) };
    const result = search(model, thatMatter(model, few), limited);
    return result.kind === 'gave-up' ? null : result.kind === 'broken';
  };
  const isLate = (): boolean => budget.now() > deadlineMs;
  const smaller = weightOf(base) > MAX_WEIGHT ? null : smallestBroken(model, base, isBroken, isLate);
  if (smaller === null) return { counterexample: base, isSmall: false, isMinimal: false, told: verdict.told };
  const judged = monitor?.judge(smaller.operations);
  // Of a few operations it is told more simply than of all.
  const told = judged?.kind === 'broken' ? toldOf(smaller.operations, judged) : null;
  return { counterexample: smaller.operations, isSmall: true, isMinimal: smaller.isMinimal, told };
}
