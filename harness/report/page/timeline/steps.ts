/** From one operation to another: along its lane, its process or its key, from violation to violation. */
import { NONE, type Operations, type Payload } from '../../payload/payload.js';
import type { Places } from '../search/places.js';
import type { Lanes } from './lanes.js';

/** The next one in the same lane by time, or the one before; null at its ends. */
export function alongLane(lanes: Lanes, at: number, step: 1 | -1): number | null {
  const { laneOfRow, rowOf, lanes: all, slotOf, firstSlots, places } = lanes;
  const lane = all[laneOfRow[rowOf[at]!]!]!;
  if (lane.rows === 1) {
    const slot = slotOf[at]! + step;
    return slot < firstSlots[lane.firstRow]! || slot >= firstSlots[lane.firstRow + 1]! ? null : places[slot]!;
  }
  // Places in the columns are in the order of time, and a lane of several rows holds them in turns.
  for (let other = at + step; other >= 0 && other < rowOf.length; other += step) {
    if (laneOfRow[rowOf[other]!] === laneOfRow[rowOf[at]!]) return other;
  }
  return null;
}

/** The operation in the nearest other row, up (-1) or down (1), that is nearest in time; null where there is none. */
export function acrossRows(lanes: Lanes, at: number, step: 1 | -1): number | null {
  const { rowOf, firstSlots, rowCount, startsNs, slotOf, places } = lanes;
  const startNs = startsNs[slotOf[at]!]!;
  for (let row = rowOf[at]! + step; row >= 0 && row < rowCount; row += step) {
    const [from, to] = [firstSlots[row]!, firstSlots[row + 1]!];
    if (from === to) continue;
    let nearest = from;
    for (let low = from, high = to; low < high; ) {
      const middle = (low + high) >>> 1;
      if (startsNs[middle]! <= startNs) {
        nearest = middle;
        low = middle + 1;
      } else high = middle;
    }
    const later = nearest + 1;
    const laterIsNearer = later < to && Math.abs(startsNs[later]! - startNs) < Math.abs(startsNs[nearest]! - startNs);
    return places[laterIsNearer ? later : nearest]!;
  }
  return null;
}

export interface Neighbours {
  readonly onProcess: readonly [before: number | null, after: number | null];
  /** Null where it has no key, or several. */
  readonly onKey: readonly [before: number | null, after: number | null] | null;
}

/** O(distance to the neighbours). */
export function neighboursOf(operations: Operations, at: number): Neighbours {
  const { processes, keys } = operations;
  const both = (column: Int32Array | Uint32Array): readonly [number | null, number | null] => [
    nearest(column, operations.length, at, -1),
    nearest(column, operations.length, at, 1),
  ];
  return { onProcess: both(processes), onKey: keys[at] === NONE ? null : both(keys) };
}

function nearest(column: Int32Array | Uint32Array, length: number, at: number, step: 1 | -1): number | null {
  for (let other = at + step; other >= 0 && other < length; other += step) {
    if (column[other] === column[at]) return other;
  }
  return null;
}

/** Where each violation breaks: the first of its operations that the page has, in the order of time. */
export function breakingOperations({ anomalies, operations }: Payload, places: Places): readonly number[] {
  const found = new Set<number>();
  for (const anomaly of anomalies) {
    const at = anomaly.operations.map((place) => places.at(place)).find((place) => place !== null);
    if (at !== undefined && at !== null) found.add(at);
  }
  return [...found].sort(
    (left, right) => (operations.startsNs[left] ?? 0) - (operations.startsNs[right] ?? 0) || left - right,
  );
}

/** The next of them after that moment or, with -1, the one before it, round the end; null where there is none. */
export function nextBreaking(
  breaking: readonly number[],
  { startsNs }: Operations,
  from: { readonly selected: number | null; readonly timeNs: number },
  step: 1 | -1,
): number | null {
  if (breaking.length === 0) return null;
  const here = from.selected === null ? -1 : breaking.indexOf(from.selected);
  if (here >= 0) return breaking[(here + step + breaking.length) % breaking.length] ?? null;
  const later = breaking.findIndex((at) => (startsNs[at] ?? 0) >= from.timeNs);
  const beyond = later < 0 ? breaking.length : later;
  return breaking[(step === 1 ? beyond : beyond - 1 + breaking.length) % breaking.length] ?? null;
}
