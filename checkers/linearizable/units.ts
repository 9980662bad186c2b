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
        const brings = effects[at]?.brings ?? null;
        if (brings !== null) values.add(brings);
        // What takes something away, nobody knows what, may have mattered to others.
        if (returned[at] === OPEN && brings === null) removable = false;
      }
    }
    if (removable) units.push([...unit].sort((left, right) => left - right));
  }
  return units.sort((left, right) => left[0]! - right[0]!);
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
