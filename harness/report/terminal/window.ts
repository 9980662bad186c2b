/** The window of the live status, line by line, for a terminal of any width. */
import type { ChalkInstance } from 'chalk';
import { formatCount, formatMs, formatPercent, formatSeconds } from './format.js';
import type { Reading } from './meter.js';
import type { NodeMood, NodeShown } from './nodes.js';
import { PHASES, type Snapshot } from './progress.js';
import { cut, harmless } from './text.js';

const BAR_WIDTH = 24;
/** Shown at once; the window must stay lower than the terminal, or it could not be erased. */
const MAX_FAULTS = 6;
const MAX_FUNCTIONS = 8;
const MAX_WARNINGS = 3;
const MAX_NODE_LINES = 2;

/** The lines, each narrower than `columns`, and fewer of them than `rows`. */
export function windowLines(
  title: string,
  snapshot: Snapshot,
  { columns, rows, chalk }: { readonly columns: number; readonly rows: number; readonly chalk: ChalkInstance },
): readonly string[] {
  const width = Math.max(1, columns - 1);
  // What matters least stands last, for a terminal that is too low for all of it.
  const lines = [
    chalk.bold(title),
    progressLine(snapshot, width, chalk),
    phaseLine(snapshot.phase, width, chalk),
    ...faultLines(snapshot, chalk),
    ...snapshot.warnings.slice(0, MAX_WARNINGS).map((warning) => `  ${chalk.yellow(`▲ ${harmless(warning)}`)}`),
    ...nodeLines(snapshot.nodes, width, chalk),
    ...functionLines(snapshot.readings, width, chalk),
  ];
  return lines.slice(0, Math.max(1, rows - 1)).map((line) => cut(line, width));
}

function progressLine({ elapsedMs, workload }: Snapshot, width: number, chalk: ChalkInstance): string {
  if (workload === null) return `  ${chalk.dim(formatSeconds(elapsedMs))}`;
  const share = workload.durationMs === 0 ? 1 : workload.elapsedMs / workload.durationMs;
  const leftMs = workload.durationMs - workload.elapsedMs;
  const bar = Math.max(4, Math.min(BAR_WIDTH, width - 36));
  const full = Math.round(share * bar);
  const left = leftMs > 0 ? `, ${remaining(leftMs)} left` : '';
  const times = `${formatSeconds(workload.elapsedMs)} of ${formatSeconds(workload.durationMs)}${left}`;
  return `  ${'█'.repeat(full)}${chalk.dim('░'.repeat(bar - full))} ${times}`;
}

/** In whole seconds, of which none is left only when none is. */
function remaining(ms: number): string {
  return formatSeconds(Math.ceil(ms / 1e3) * 1e3);
}

/** Where the run is: what is done, what goes on, what is to come; on narrow terminals the shorter ways to say it. */
function phaseLine(phase: string, width: number, chalk: ChalkInstance): string {
  const current = PHASES.indexOf(phase);
  const now = `▸ ${phase}`;
  const done = PHASES.slice(0, Math.max(0, current));
  const coming = current < 0 ? [] : PHASES.slice(current + 1);
  const full = [...done.map((name) => `✓ ${name}`), now, ...coming];
  const marks = '✓'.repeat(done.length);
  const short = [...(marks === '' ? [] : [marks]), now, ...coming];
  const count = current < 0 ? [] : [`(${current + 1} of ${PHASES.length})`];
  const parts = [full, short].find((each) => each.join('  ').length + 2 <= width) ?? [now, ...count];
  const inColor = (part: string): string =>
    part === now ? chalk.cyan.bold(part) : part.startsWith('✓') ? chalk.green(part) : chalk.dim(part);
  return `  ${parts.map(inColor).join('  ')}`;
}

function faultLines({ faults, next }: Snapshot, chalk: ChalkInstance): readonly string[] {
  const lines = faults.slice(0, MAX_FAULTS).map(({ fault, summary, forMs, leftMs }) => {
    const left = leftMs > 0 ? `, ${remaining(leftMs)} left` : '';
    return `  ${chalk.red(`! ${fault}`)} ${harmless(summary)} ${chalk.dim(`for ${formatSeconds(forMs)}${left}`)}`;
  });
  const more = faults.length - MAX_FAULTS;
  if (more > 0) lines.push(`  ${chalk.red(`! and ${more} more faults in force`)}`);
  if (next !== null) lines.push(chalk.dim(`  next: ${next.faults.join(' and ')} in ${remaining(next.inMs)}`));
  return lines;
}

/** Each mood has a mark, so that nothing depends on colours. */
const MARKS: Readonly<Record<NodeMood, string>> = {
  up: '●',
  down: '✗',
  still: '‖',
  apart: '╱',
  wrong: '▲',
  absent: '○',
};

function nodeLines(nodes: readonly NodeShown[], width: number, chalk: ChalkInstance): readonly string[] {
  const all = inLines(nodes, width, chalk);
  if (all.length <= MAX_NODE_LINES) return all;
  const troubled = nodes.filter(({ mood }) => mood !== 'up');
  const up = { name: `${nodes.length - troubled.length}`, mood: 'up', words: 'up' } as const;
  return inLines([up, ...troubled], width, chalk).slice(0, MAX_NODE_LINES);
}

function inLines(nodes: readonly NodeShown[], width: number, chalk: ChalkInstance): string[] {
  const lines: string[] = [];
  let used = width;
  for (const { name, mood, words } of nodes) {
    const text = `  ${MARKS[mood]} ${name} ${words}`;
    if (used + text.length > width) {
      lines.push('');
      used = 0;
    }
    used += text.length;
    lines[lines.length - 1] += inMood(mood, chalk)(text);
  }
  return lines;
}

function inMood(mood: NodeMood, chalk: ChalkInstance): ChalkInstance {
  if (mood === 'up') return chalk.green;
  if (mood === 'down') return chalk.red;
  if (mood === 'absent') return chalk.dim;
  return mood === 'apart' ? chalk.magenta : chalk.yellow;
}

/** One row for each kind of operation. The columns that are left out first on a narrow terminal have the highest rank. */
const COLUMNS: readonly {
  readonly title: string;
  readonly width: number;
  readonly rank: number;
  readonly cell: (reading: Reading) => string;
}[] = [
  { title: 'ok/s', width: 8, rank: 0, cell: ({ perSecond }) => formatCount(perSecond) },
  { title: 'p50', width: 9, rank: 1, cell: ({ p50Ms }) => formatMs(p50Ms) },
  { title: 'p99', width: 9, rank: 1, cell: ({ p99Ms }) => formatMs(p99Ms) },
  { title: 'in flight', width: 11, rank: 3, cell: ({ inFlight }) => `${inFlight}` },
  { title: 'ok', width: 8, rank: 2, cell: ({ total }) => formatCount(total.ok) },
  { title: 'failed', width: 9, rank: 1, cell: ({ total }) => formatPercent(total.fail, sumOf(total)) },
  { title: 'unknown', width: 9, rank: 1, cell: ({ total }) => formatPercent(total.info, sumOf(total)) },
];
const NAME_WIDTH = 14;

function functionLines(readings: readonly Reading[], width: number, chalk: ChalkInstance): readonly string[] {
  if (readings.length === 0) return [];
  let shown = COLUMNS;
  const widthOf = (columns: typeof COLUMNS): number => columns.reduce((sum, column) => sum + column.width, NAME_WIDTH);
  for (const rank of [3, 2, 1]) if (widthOf(shown) > width) shown = shown.filter((column) => column.rank !== rank);
  const head = `${''.padEnd(NAME_WIDTH)}${shown.map(({ title, width: cells }) => title.padStart(cells)).join('')}`;
  const rows = readings.slice(0, MAX_FUNCTIONS).map((reading) => {
    const name = cut(`  ${harmless(reading.f)}`, NAME_WIDTH - 1).padEnd(NAME_WIDTH);
    return `${name}${shown.map(({ width: cells, cell }) => cell(reading).padStart(cells)).join('')}`;
  });
  const more = readings.length - MAX_FUNCTIONS;
  return [chalk.dim(head), ...rows, ...(more > 0 ? [chalk.dim(`  and ${more} more kinds of operations`)] : [])];
}

function sumOf({ ok, fail, info }: Reading['total']): number {
  return ok + fail + info;
}
