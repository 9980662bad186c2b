/** The smallest part of a broken history that is broken still: units are taken out as long as any can be. */
import { chosen } from './calls.js';
import type { AnyModel } from './model.js';
import type { Operations } from './operations.js';
import { keptByWindow, unitsOf } from './units.js';

/** Operations from the end with which a window is tried first. */
const FIRST_WINDOW = 16;

/** With more operations than this, there is no list of their units. */
const MAX_SHRUNK = 3_000;

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
