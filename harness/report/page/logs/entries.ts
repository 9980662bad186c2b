/** What stands in the list of logs: lines that the filter lets through and, between them, the faults and the operation. */

import { type FaultSpan, nameFault } from '../../fault-span.js';
import { duration } from '../../html/numbers.js';
import type { LogLine, Payload } from '../../payload/payload.js';
import { tell } from '../timeline/telling.js';

export const LEVEL_CHOICES = ['all', 'warn', 'error'] as const;

export interface LogFilter {
  /** Null: all of them; '' is the harness itself. */
  readonly node: string | null;
  /** The least that matters: 'warn' lets errors through as well. */
  readonly level: (typeof LEVEL_CHOICES)[number];
  /** Part of the line, in any case of letters. */
  readonly text: string;
}

export type LogEntry =
  | { readonly kind: 'line'; readonly timeNs: number; readonly line: LogLine }
  | { readonly kind: 'fault' | 'operation'; readonly timeNs: number; readonly text: string };

/** By time; of the same moment, lines first. */
export function logEntries(payload: Payload, filter: LogFilter, selected: number | null): readonly LogEntry[] {
  const lines = payload.logs.lines.filter((line) => passes(line, filter));
  const events = [...faultEvents(payload.faults), ...operationEvents(payload, selected)];
  events.sort((left, right) => left.timeNs - right.timeNs);
  const entries: LogEntry[] = [];
  let next = 0;
  for (const line of lines) {
    for (; next < events.length && events[next]!.timeNs < line.timeNs; next += 1) entries.push(events[next]!);
    entries.push({ kind: 'line', timeNs: line.timeNs, line });
  }
  entries.push(...events.slice(next));
  return entries;
}

function passes({ node, level, text, source }: LogLine, filter: LogFilter): boolean {
  if (filter.node !== null && (node ?? '') !== filter.node) return false;
  if (filter.level === 'error' && level !== 'error') return false;
  if (filter.level === 'warn' && level !== 'error' && level !== 'warn') return false;
  const wanted = filter.text.toLowerCase();
  return wanted === '' || text.toLowerCase().includes(wanted) || source.toLowerCase().includes(wanted);
}

/** What became of each fault, when. */
function faultEvents(faults: readonly FaultSpan[]): readonly LogEntry[] {
  return faults.flatMap((span) => {
    const name = nameFault(span);
    const told = (timeNs: number | null, what: string): LogEntry[] =>
      timeNs === null ? [] : [{ kind: 'fault', timeNs, text: `${name}: ${what}` }];
    if (span.end === 'skipped') return told(span.injectNs, `skipped${span.detail === null ? '' : `, ${span.detail}`}`);
    return [
      ...told(span.injectNs, 'being injected'),
      ...told(span.verifiedNs, 'in force'),
      ...told(span.healNs, 'being healed'),
      ...told(span.healedNs, 'healed'),
    ];
  });
}

/** Where the operation that is looked at begins and ends. */
function operationEvents({ operations }: Payload, selected: number | null): readonly LogEntry[] {
  if (selected === null) return [];
  const startNs = operations.startsNs[selected] ?? 0;
  const endNs = operations.endsNs[selected] ?? Number.NaN;
  const begins: LogEntry = { kind: 'operation', timeNs: startNs, text: `${tell(operations, selected)}: it begins` };
  if (Number.isNaN(endNs)) return [begins];
  const text = `#${operations.invocations[selected]} ends, after ${duration(endNs - startNs)}`;
  return [begins, { kind: 'operation', timeNs: endNs, text }];
}

/** The first entry that is not before that moment; the length where all are. */
export function firstEntryFrom(entries: readonly LogEntry[], timeNs: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.timeNs < timeNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The entry that is nearest to that moment; -1 where there is none. */
export function nearestEntry(entries: readonly LogEntry[], timeNs: number): number {
  const after = firstEntryFrom(entries, timeNs);
  if (after === 0) return entries.length === 0 ? -1 : 0;
  if (after === entries.length) return after - 1;
  return entries[after]!.timeNs - timeNs < timeNs - entries[after - 1]!.timeNs ? after : after - 1;
}

/** The part of the entries that is within the window, both ends included: from the first place up to the second. */
export function placesWithin(
  entries: readonly LogEntry[],
  { fromNs, toNs }: { readonly fromNs: number; readonly toNs: number },
): readonly [first: number, end: number] {
  const first = firstEntryFrom(entries, fromNs);
  let end = firstEntryFrom(entries, toNs);
  while (end < entries.length && entries[end]!.timeNs === toNs) end += 1;
  return [first, end];
}

/** How many lines stand before each place; one entry more than there are entries. */
export function linesBefore(entries: readonly LogEntry[]): Uint32Array {
  const before = new Uint32Array(entries.length + 1);
  entries.forEach(({ kind }, place) => {
    before[place + 1] = before[place]! + (kind === 'line' ? 1 : 0);
  });
  return before;
}

/** Where there is no cursor and no selection: the first violation, else the end of the run. */
export function firstMoment({ anomalies, toNs }: Payload): number {
  const moments = anomalies.flatMap(({ timeNs }) => (timeNs === null ? [] : [timeNs]));
  return moments.length === 0 ? toNs : Math.min(...moments);
}

/** Nodes that have lines; '' is the harness. */
export function nodesOf(lines: readonly LogLine[]): readonly string[] {
  const names = new Set(lines.map(({ node }) => node ?? ''));
  return [...names].sort((left, right) => left.localeCompare(right, 'en', { numeric: true }));
}

/** "12.3 MB" */
export function bytesInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  const [unit, size] = bytes < 1e6 ? ['kB', 1e3] : bytes < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  return `${Number((bytes / Number(size)).toPrecision(3))} ${unit}`;
}
