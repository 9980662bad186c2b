/**
 * The operations in the order in which the timeline draws them: row by row, each by time, in columns of their own, so that
 * a frame reads memory from left to right. 28 bytes an operation.
 */
import { FAIL, INFO, NONE, type Operations, type Payload } from '../../payload/payload.js';
import { textOf } from '../search/json-text.js';
import { type LaneRows, type Packed, packOverlapping, packProcesses } from './packing.js';

export const GROUPINGS = ['process', 'node', 'key'] as const;

export type Grouping = (typeof GROUPINGS)[number];

/** A slot is a place in this order. */
export interface Lanes {
  readonly grouping: Grouping;
  readonly rowCount: number;
  readonly lanes: readonly LaneRows[];
  /** The lane of each row. */
  readonly laneOfRow: Uint32Array;
  /** The first slot of each row; one entry more than there are rows. */
  readonly firstSlots: Uint32Array;
  /** Places in the columns, by slot. */
  readonly places: Uint32Array;
  /** Ascending within a row; no operation begins before the one before it has ended. */
  readonly startsNs: Float64Array;
  /** Infinity where it never completed. */
  readonly endsNs: Float64Array;
  readonly outcomes: Uint8Array;
  /** By place in the columns. */
  readonly slotOf: Uint32Array;
  readonly rowOf: Uint32Array;
}

/** O(operations). */
export function buildLanes({ operations }: Payload, grouping: Grouping): Lanes {
  const packed = pack(operations, grouping);
  const { length } = operations;
  const { rowOf, rowCount, lanes } = packed;
  const firstSlots = new Uint32Array(rowCount + 1);
  for (let at = 0; at < length; at += 1) firstSlots[rowOf[at]! + 1] = firstSlots[rowOf[at]! + 1]! + 1;
  for (let row = 0; row < rowCount; row += 1) firstSlots[row + 1] = firstSlots[row + 1]! + firstSlots[row]!;
  const next = firstSlots.slice();
  const places = new Uint32Array(length);
  const startsNs = new Float64Array(length);
  const endsNs = new Float64Array(length);
  const outcomes = new Uint8Array(length);
  const slotOf = new Uint32Array(length);
  for (let at = 0; at < length; at += 1) {
    const row = rowOf[at]!;
    const slot = next[row]!;
    next[row] = slot + 1;
    const endNs = operations.endsNs[at]!;
    places[slot] = at;
    slotOf[at] = slot;
    startsNs[slot] = operations.startsNs[at]!;
    endsNs[slot] = Number.isNaN(endNs) ? Number.POSITIVE_INFINITY : endNs;
    outcomes[slot] = operations.outcomes[at]!;
  }
  const laneOfRow = new Uint32Array(rowCount);
  lanes.forEach(({ firstRow, rows }, lane) => {
    laneOfRow.fill(lane, firstRow, firstRow + rows);
  });
  return { grouping, rowCount, lanes, laneOfRow, firstSlots, places, startsNs, endsNs, outcomes, slotOf, rowOf };
}

function pack(operations: Operations, grouping: Grouping): Packed {
  const { nodes, nodeNames, keys, keyNames } = operations;
  if (grouping === 'process') return packProcesses(operations);
  return grouping === 'node'
    ? packOverlapping(operations, { column: nodes, names: nodeNames, none: 'no node' })
    : packOverlapping(operations, { column: keys, names: keyNames.map(textOf), none: 'no key, or several' });
}

/** Whether any operation has a node, or a key, to be grouped by. */
export function canGroupBy({ operations }: Payload, grouping: Grouping): boolean {
  if (grouping === 'process') return true;
  const column = grouping === 'node' ? operations.nodes : operations.keys;
  return column.subarray(0, operations.length).some((index) => index !== NONE);
}

/** How many operations of each outcome stand before a slot, so that any stretch is counted in one subtraction. */
export interface Tally {
  readonly all: Uint32Array;
  readonly fails: Uint32Array;
  readonly infos: Uint32Array;
}

/** Of those that the filter lets through; of all where it is null. 12 bytes an operation. */
export function tallyOf({ places, outcomes }: Lanes, matching: Uint8Array | null): Tally {
  const { length } = places;
  const all = new Uint32Array(length + 1);
  const fails = new Uint32Array(length + 1);
  const infos = new Uint32Array(length + 1);
  for (let slot = 0; slot < length; slot += 1) {
    const counts = matching === null || matching[places[slot]!] === 1 ? 1 : 0;
    const outcome = outcomes[slot];
    all[slot + 1] = all[slot]! + counts;
    fails[slot + 1] = fails[slot]! + (outcome === FAIL ? counts : 0);
    infos[slot + 1] = infos[slot]! + (outcome === INFO ? counts : 0);
  }
  return { all, fails, infos };
}
