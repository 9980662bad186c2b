/** Statistics: what was done, how it ended, how long it took, and what went on under each fault. Plain JSON. */
import { type History, NEMESIS_PROCESS, TYPE_INVOKE } from '../../harness/contracts/history.js';
import { maskedError } from '../../harness/history/masked-error.js';
import { faultsInForce, type InForce } from '../explaining/fault-windows.js';
import { type Counts, emptyCounts, OutcomeNames } from './counts.js';
import { type Quantiles, quantiles } from './quantiles.js';

export type { Counts } from './counts.js';
export type { Quantiles } from './quantiles.js';

/** When a fault was in force, and what clients did in that time. */
export interface FaultWindow extends InForce {
  readonly counts: Counts;
}

export interface FunctionStatistics {
  readonly counts: Counts;
  /** Of ok operations, ms. */
  readonly latencyMs: Quantiles | null;
}

export interface Statistics {
  readonly all: FunctionStatistics;
  readonly byFunction: Readonly<Record<string, FunctionStatistics>>;
  /** Error texts with what varies masked, and how often each came. */
  readonly errors: readonly { readonly error: string; readonly count: number }[];
  readonly byNode: Readonly<Record<string, Counts>>;
  readonly faults: readonly FaultWindow[];
  /** From the first invocation to the last event of a client. */
  readonly durationMs: number;
  /** Operations per second. */
  readonly rate: number;
}

/** Walks the columns a few times; a million operations take about a second. */
export function statistics(history: History): Statistics {
  const windows = faultsInForce(history).map((window) => ({ ...window, counts: emptyCounts() }));
  const byFunction = new Map<number, { counts: Counts; latencies: number[] }>();
  const byNode = new Map<string, Counts>();
  const errors = new Map<string, number>();
  const all = { counts: emptyCounts(), latencies: [] as number[] };
  let firstNs = Number.POSITIVE_INFINITY;
  let lastNs = 0;
  for (let index = 0; index < history.length; index += 1) {
    if (history.types[index] !== TYPE_INVOKE || history.processes[index] === NEMESIS_PROCESS) continue;
    const partner = history.partners[index]!;
    const outcome = OutcomeNames[partner < 0 ? TYPE_INVOKE : history.types[partner]!] ?? 'info';
    const start = history.times[index]!;
    const end = partner < 0 ? start : history.times[partner]!;
    firstNs = Math.min(firstNs, start);
    lastNs = Math.max(lastNs, end);
    const id = history.functions[index]!;
    const mine = byFunction.get(id) ?? { counts: emptyCounts(), latencies: [] };
    byFunction.set(id, mine);
    for (const part of [all, mine]) {
      part.counts[outcome] += 1;
      if (outcome === 'ok') part.latencies.push((end - start) / 1e6);
    }
    for (const window of windows) if (start >= window.startNs && start < window.endNs) window.counts[outcome] += 1;
    const node = history.node(index);
    if (node !== undefined) counted(byNode, node)[outcome] += 1;
    const error = partner < 0 ? undefined : history.error(partner);
    if (error !== undefined) errors.set(maskedError(error), (errors.get(maskedError(error)) ?? 0) + 1);
  }
  const durationMs = Math.max(0, lastNs - Math.min(firstNs, lastNs)) / 1e6;
  const total = all.counts.ok + all.counts.fail + all.counts.info;
  const finished = (part: { counts: Counts; latencies: number[] }): FunctionStatistics => ({
    counts: part.counts,
    latencyMs: quantiles(part.latencies),
  });
  return {
    all: finished(all),
    byFunction: Object.fromEntries(
      [...byFunction].map(([id, part]) => [history.functionNames[id] ?? '', finished(part)]),
    ),
    errors: [...errors].map(([error, count]) => ({ error, count })).sort((left, right) => right.count - left.count),
    byNode: Object.fromEntries(
      [...byNode].sort(([left], [right]) => left.localeCompare(right, 'en', { numeric: true })),
    ),
    faults: windows,
    durationMs,
    rate: durationMs > 0 ? total / (durationMs / 1e3) : 0,
  };
}

function counted(map: Map<string, Counts>, key: string): Counts {
  const counts = map.get(key) ?? emptyCounts();
  map.set(key, counts);
  return counts;
}
