/** Of which operations the page has the values: those of the anomalies and those just around them, and others as they fit. */
import { type AnomalyMark, NONE, type Operations } from './payload.js';

/** Codes in `telling`. */
export const TELL_NOTHING = 0;
/** If they are short. */
export const TELL_SHORT = 1;
export const TELL_WHOLE = 2;

/** Neighbours on either side, of the same key and of the same process. */
const NEIGHBOURS = 6;
/** Operations in all, and of one anomaly; those after them are in history.ndjson. */
const MAX_IMPORTANT = 20_000;
const MAX_OF_ONE = 200;

/**
 * A code for each operation: whole values of those that take part in an anomaly and of those just before and after on the
 * same key and by the same process; short ones of `others` more, the nearest to anomalies in the order of invocation, or
 * the first where there is none. O(operations + marks).
 */
export function tellingOf(operations: Operations, anomalies: readonly AnomalyMark[], others: number): Uint8Array {
  const telling = new Uint8Array(operations.length);
  const taking = participants(operations, anomalies);
  markNearest(taking, others, telling);
  for (const at of taking) telling[at] = TELL_WHOLE;
  markNeighbours(taking, operations.processes, telling);
  markNeighbours(taking, operations.keys, telling);
  return telling;
}

/** All around at once, until there are enough. */
function markNearest(taking: readonly number[], others: number, telling: Uint8Array): void {
  if (others >= telling.length) {
    telling.fill(TELL_SHORT);
    return;
  }
  const middles = taking.length === 0 ? [0] : taking;
  // As far to either side as would be enough if nothing overlapped; what does leaves some that would have fitted.
  const reach = Math.floor(others / middles.length / (taking.length === 0 ? 1 : 2));
  for (const middle of middles) telling.fill(TELL_SHORT, Math.max(0, middle - reach), middle + reach);
}

/** Places in the columns. Anomalies name events: invocations mostly, completions where that says more. */
function participants(operations: Operations, anomalies: readonly AnomalyMark[]): readonly number[] {
  const events = new Set<number>();
  for (const anomaly of anomalies) {
    if (events.size * (4 * NEIGHBOURS + 1) >= MAX_IMPORTANT) break;
    for (const event of anomaly.operations.slice(0, MAX_OF_ONE)) events.add(event);
  }
  const places: number[] = [];
  if (events.size === 0) return places;
  for (let at = 0; at < operations.length; at += 1) {
    if (events.has(operations.invocations[at]!) || events.has(operations.completions[at]!)) places.push(at);
  }
  return places;
}

/** Marks those of the same group that come just before and after. `taking` ascends. */
function markNeighbours(taking: readonly number[], groups: Int32Array | Uint32Array, telling: Uint8Array): void {
  const left = new Map<number, number>();
  const recent = new Map<number, number[]>();
  const isTaking = new Set(taking);
  for (const at of taking) if (groups[at] !== NONE) recent.set(groups[at]!, []);
  for (let at = 0; at < telling.length; at += 1) {
    const group = groups[at]!;
    const before = recent.get(group);
    if (before === undefined) continue;
    if (isTaking.has(at)) {
      for (const neighbour of before) telling[neighbour] = TELL_WHOLE;
      left.set(group, NEIGHBOURS);
    } else if ((left.get(group) ?? 0) > 0) {
      telling[at] = TELL_WHOLE;
      left.set(group, left.get(group)! - 1);
    }
    before.push(at);
    if (before.length > NEIGHBOURS) before.shift();
  }
}
