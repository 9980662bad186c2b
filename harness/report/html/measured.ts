/** What the report counts itself in a history: when operations were asked, what came of them, and their errors. */
import { type History, NEMESIS_PROCESS, TYPE_FAIL, TYPE_INVOKE, TYPE_OK } from '../../contracts/history.js';
import { maskedError } from '../../history/masked-error.js';
import type { ReportCounts } from '../statistics.js';

/** Errors that look alike, but for numbers and addresses. */
export interface ErrorClass {
  readonly error: string;
  readonly count: number;
  /** The first of them, as it came. */
  readonly example: string;
  /** Place in the history of the operation that met it. */
  readonly operation: number;
  /** How many of each kind of operation, and on each node; the most frequent first. */
  readonly functions: readonly (readonly [string, number])[];
  readonly nodes: readonly (readonly [string, number])[];
}

export interface Measured {
  readonly length: number;
  /** In the order of time. */
  readonly startsNs: Float64Array;
  /** Codes of types: TYPE_OK, TYPE_FAIL, or anything else where nobody knows. */
  readonly outcomes: Uint8Array;
  /** Of ok operations, ms; NaN for the others. */
  readonly tookMs: Float64Array;
  readonly errors: readonly ErrorClass[];
}

/** O(n), and 17 bytes an operation. */
export function measure(history: History): Measured {
  const { types, processes, partners, times } = history;
  const startsNs = new Float64Array(history.length);
  const outcomes = new Uint8Array(history.length);
  const tookMs = new Float64Array(history.length);
  const classes = new Map<string, ErrorCount>();
  const masked = new Map<string, string>();
  let at = 0;
  for (let index = 0; index < history.length; index += 1) {
    if (types[index] !== TYPE_INVOKE || processes[index] === NEMESIS_PROCESS) continue;
    const partner = partners[index]!;
    const outcome = partner < 0 ? TYPE_INVOKE : types[partner]!;
    startsNs[at] = times[index]!;
    outcomes[at] = outcome;
    tookMs[at] = outcome === TYPE_OK ? (times[partner]! - times[index]!) / 1e6 : Number.NaN;
    at += 1;
    const error = partner < 0 ? undefined : history.error(partner);
    if (error === undefined) continue;
    const name = masked.get(error) ?? maskedError(error);
    masked.set(error, name);
    const found = classes.get(name) ?? newClass(error, index);
    classes.set(name, found);
    found.count += 1;
    increment(found.functions, history.functionNames[history.functions[index]!] ?? '');
    increment(found.nodes, history.node(index) ?? history.node(partner) ?? '');
  }
  const errors = [...classes]
    .map(([error, { count, example, operation, functions, nodes }]): ErrorClass => {
      return { error, count, example, operation, functions: byCount(functions), nodes: byCount(nodes) };
    })
    .sort((left, right) => right.count - left.count);
  const columns = { startsNs: startsNs.subarray(0, at), outcomes: outcomes.subarray(0, at) };
  return { length: at, ...columns, tookMs: tookMs.subarray(0, at), errors };
}

interface ErrorCount {
  count: number;
  readonly example: string;
  readonly operation: number;
  readonly functions: Map<string, number>;
  readonly nodes: Map<string, number>;
}

function newClass(example: string, operation: number): ErrorCount {
  return { count: 0, example, operation, functions: new Map(), nodes: new Map() };
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function byCount(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([, left], [, right]) => right - left);
}

/** Operations asked from one moment, included, up to another, excluded. O(log n) and what lies between. */
export function countBetween({ startsNs, outcomes }: Measured, fromNs: number, toNs: number): ReportCounts {
  const counts = { ok: 0, fail: 0, info: 0 };
  for (let at = firstAt(startsNs, fromNs); at < startsNs.length && startsNs[at]! < toNs; at += 1) {
    counts[outcomes[at] === TYPE_OK ? 'ok' : outcomes[at] === TYPE_FAIL ? 'fail' : 'info'] += 1;
  }
  return counts;
}

/** Place of the first operation that was asked then or later. */
export function firstAt(startsNs: Float64Array, fromNs: number): number {
  let [low, high] = [0, startsNs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startsNs[middle]! < fromNs) low = middle + 1;
    else high = middle;
  }
  return low;
}
