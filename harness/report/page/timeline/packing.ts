/** Which row of the timeline each operation stands in, so that nothing in a row overlaps. */
import { NONE, type Operations } from '../../payload/payload.js';

export interface LaneRows {
  readonly name: string;
  readonly firstRow: number;
  readonly rows: number;
}

export interface Packed {
  /** By place in the columns. */
  readonly rowOf: Uint32Array;
  readonly rowCount: number;
  readonly lanes: readonly LaneRows[];
}

/** Threads that a run has beyond those that were ever busy at the same time, at most. */
const MAX_IDLE_THREADS = 16;

/**
 * A row for each thread of the run: a process whose operation ended unknown goes on as another process, which takes the
 * row over. Processes that were alive at the same time never share one. O(operations + processes log processes).
 */
export function packProcesses(operations: Operations): Packed {
  const { length, processes, startsNs } = operations;
  const lives = new Map<number, { fromNs: number; toNs: number }>();
  for (let at = 0; at < length; at += 1) {
    const process = processes[at]!;
    const startNs = startsNs[at]!;
    const endNs = endOf(operations, at);
    const life = lives.get(process);
    if (life === undefined) lives.set(process, { fromNs: startNs, toNs: endNs });
    // Two at once, which no well-formed history has: rows of their own within the process.
    else if (startNs < life.toNs) return packOverlapping(operations, processLanes(processes, length));
    else life.toNs = endNs;
  }
  const byStart = [...lives].map(([process, life]) => ({ process, ...life }));
  byStart.sort((left, right) => left.fromNs - right.fromNs || left.process - right.process);
  const rowOfProcess = threadRows(byStart) ?? firstFit(byStart);
  const rowCount = Math.max(0, ...rowOfProcess.values()) + (rowOfProcess.size > 0 ? 1 : 0);
  const rowOf = new Uint32Array(length);
  for (let at = 0; at < length; at += 1) rowOf[at] = rowOfProcess.get(processes[at]!)!;
  return {
    rowOf,
    rowCount,
    lanes: Array.from({ length: rowCount }, (_, row) => ({ name: '', firstRow: row, rows: 1 })),
  };
}

interface Life {
  readonly process: number;
  readonly fromNs: number;
  readonly toNs: number;
}

/** Runs number processes so that thread t of n has t, t + n, t + 2n, …: null where no small n fits. */
function threadRows(byStart: readonly Life[]): ReadonlyMap<number, number> | null {
  const least = new Set(firstFit(byStart).values()).size;
  for (let threads = Math.max(1, least); threads <= least + MAX_IDLE_THREADS; threads += 1) {
    const ends = new Float64Array(threads).fill(Number.NEGATIVE_INFINITY);
    const fits = byStart.every(({ process, fromNs, toNs }) => {
      const thread = process % threads;
      if (process < 0 || ends[thread]! > fromNs) return false;
      ends[thread] = toNs;
      return true;
    });
    if (fits) return new Map(byStart.map(({ process }) => [process, process % threads]));
  }
  return null;
}

function firstFit(byStart: readonly Life[]): ReadonlyMap<number, number> {
  const ends: number[] = [];
  const rows = new Map<number, number>();
  for (const { process, fromNs, toNs } of byStart) rows.set(process, takeRow(ends, fromNs, toNs));
  return rows;
}

/** A lane for each entry of `column`, with as many rows as it had operations under way at once. */
export interface LaneChoice {
  /** Index into `names` by place in the columns, or NONE. */
  readonly column: Uint32Array;
  readonly names: readonly string[];
  /** Name of the lane of those that have NONE; it stands last. */
  readonly none: string;
}

/** Every operation in the first row of its lane that is free when it begins. */
export function packOverlapping(operations: Operations, { column, names, none }: LaneChoice): Packed {
  const { length, startsNs } = operations;
  const rowsOf: number[][] = Array.from({ length: names.length + 1 }, () => []);
  const rowWithin = new Uint32Array(length);
  const laneOf = (at: number): number => (column[at] === NONE ? names.length : column[at]!);
  for (let at = 0; at < length; at += 1) {
    rowWithin[at] = takeRow(rowsOf[laneOf(at)]!, startsNs[at]!, endOf(operations, at));
  }
  const sorted = names.map((name, lane) => ({ name, lane }));
  sorted.sort((left, right) => left.name.localeCompare(right.name, 'en', { numeric: true }));
  sorted.push({ name: none, lane: names.length });
  const firstRows = new Uint32Array(names.length + 1);
  const lanes: LaneRows[] = [];
  let rowCount = 0;
  for (const { name, lane } of sorted) {
    const rows = rowsOf[lane]!.length;
    firstRows[lane] = rowCount;
    if (rows > 0) lanes.push({ name, firstRow: rowCount, rows });
    rowCount += rows;
  }
  const rowOf = rowWithin;
  for (let at = 0; at < length; at += 1) rowOf[at] = rowOf[at]! + firstRows[laneOf(at)]!;
  return { rowOf, rowCount, lanes };
}

/** The first row that is free at that moment; it is taken until `toNs`. */
function takeRow(ends: number[], fromNs: number, toNs: number): number {
  const free = ends.findIndex((endNs) => endNs <= fromNs);
  const row = free < 0 ? ends.length : free;
  ends[row] = toNs;
  return row;
}

/** When it was over; one that never completed is never over. */
export function endOf({ endsNs }: Operations, at: number): number {
  const endNs = endsNs[at]!;
  return Number.isNaN(endNs) ? Number.POSITIVE_INFINITY : endNs;
}

function processLanes(processes: Int32Array, length: number): LaneChoice {
  const ids = new Map<number, number>();
  const column = new Uint32Array(length);
  for (let at = 0; at < length; at += 1) {
    const process = processes[at]!;
    const id = ids.get(process) ?? ids.size;
    ids.set(process, id);
    column[at] = id;
  }
  return { column, names: [...ids.keys()].map(String), none: '' };
}
