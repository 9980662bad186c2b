/** Many operations that met the same fate, summed up: how many, which values, through which nodes, under which faults. */
import type { History } from '../../harness/contracts/history.js';
import { faultsInForce } from './fault-windows.js';
import { counted, moment } from './moments.js';

/** Ranges and values that are listed at most. */
const MAX_RANGES = 8;

/** Plain JSON, for a verdict's details. */
export interface Losses {
  readonly count: number;
  /** "1-57, 60, 70-92": whole numbers as ranges, everything else as itself; cut where there are too many. */
  readonly values: string;
  /** By the node that their clients were connected to. */
  readonly byNode: Readonly<Record<string, number>>;
  /** Of each fault, how many were invoked while it was in force; those of none are in `outsideFaults`. */
  readonly byFault: readonly { readonly fault: string; readonly id: string; readonly count: number }[];
  readonly outsideFaults: number;
  /** Moments of the first and the last invocation among them, ns. */
  readonly firstNs: number;
  readonly lastNs: number;
}

/** Of operations by the events that invoked them, ascending, and the values they are about. O(n log n). */
export function summariseLosses(history: History, invocations: readonly number[], values: readonly unknown[]): Losses {
  const windows = faultsInForce(history);
  const counts = windows.map(() => 0);
  const byNode = new Map<string, number>();
  let outsideFaults = 0;
  for (const event of invocations) {
    const node = history.node(event);
    if (node !== undefined) byNode.set(node, (byNode.get(node) ?? 0) + 1);
    const time = history.times[event]!;
    let inside = false;
    for (let at = 0; at < windows.length; at += 1) {
      const { startNs, endNs } = windows[at]!;
      if (time < startNs || time >= endNs) continue;
      counts[at]! += 1;
      inside = true;
    }
    if (!inside) outsideFaults += 1;
  }
  const first = invocations[0];
  const last = invocations.at(-1);
  return {
    count: invocations.length,
    values: rangesOf(values),
    byNode: Object.fromEntries(
      [...byNode].sort(([left], [right]) => left.localeCompare(right, 'en', { numeric: true })),
    ),
    byFault: windows
      .map(({ fault, id }, at) => ({ fault, id, count: counts[at]! }))
      .filter(({ count }) => count > 0)
      .sort((left, right) => right.count - left.count),
    outsideFaults,
    firstNs: first === undefined ? 0 : history.times[first]!,
    lastNs: last === undefined ? 0 : history.times[last]!,
  };
}

/** The same as sentences, which go on after "3 acknowledged elements were lost: ". */
export function sayLosses(history: History, invocations: readonly number[], losses: Losses): string {
  const first = invocations[0];
  const last = invocations.at(-1);
  if (first === undefined || last === undefined) return 'none.';
  const when = history.hasTimes
    ? first === last
      ? ` It was asked for at ${moment(history, first)}.`
      : ` They were asked for from ${moment(history, first)} to ${moment(history, last)}.`
    : '';
  const nodes = Object.entries(losses.byNode).map(([node, count]) => `${count} on ${node}`);
  const through = nodes.length === 0 ? '' : ` By node: ${nodes.join(', ')}.`;
  const faults = losses.byFault.map(
    ({ fault, id, count }) => `${counted(count, 'time')} ${fault} (${id}) was in force`,
  );
  const under =
    losses.byFault.length === 0
      ? ''
      : ` When they were asked for, ${faults.join(', ')}${losses.outsideFaults > 0 ? `, ${counted(losses.outsideFaults, 'time')} no fault` : ''}.`;
  return `${losses.values}.${when}${through}${under}`;
}

/** Whole numbers that follow each other become a range. */
export function rangesOf(values: readonly unknown[]): string {
  const whole = values.filter((value): value is number => Number.isSafeInteger(value)).sort((a, b) => a - b);
  const others = [
    ...new Set(values.filter((value) => !Number.isSafeInteger(value)).map((value) => JSON.stringify(value))),
  ];
  const parts: string[] = [];
  for (let at = 0; at < whole.length; ) {
    const from = whole[at]!;
    let to = from;
    while (at < whole.length && whole[at]! <= to + 1) {
      to = whole[at]!;
      at += 1;
    }
    parts.push(from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from}-${to}`);
  }
  const all = [...parts, ...others];
  const more = all.length - MAX_RANGES;
  return more > 0 ? `${all.slice(0, MAX_RANGES).join(', ')} and ${more} more` : all.join(', ');
}
