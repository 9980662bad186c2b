/** The closing summary of a run, in at most 25 lines: the verdict first, the command that repeats it last. */
import { Chalk, type ChalkInstance } from 'chalk';
import type { Test } from '../../contracts/test.js';
import type { RunVerdict } from '../../results/index.js';
import { type ReportStatistics, readStatistics } from '../statistics.js';
import { headline, modelLine, stamp } from '../wording.js';
import { formatMs, formatShort } from './format.js';
import { harmless, wrap } from './text.js';

const MAX_LINES = 25;
/** Blank lines, the command and the report's path. */
const CLOSING_LINES = 3;
const MAX_WIDTH = 110;
const MAX_PROPERTIES = 4;
/** Below this a story is left to the report. */
const MIN_STORY_LINES = 5;
/** Lines that one property or one count may take. */
const MAX_ITEM_LINES = 3;
/** Beside the longest name of a property there must be so many columns for a table. */
const MIN_TABLE_ROOM = 50;
const WORD_WIDTH = 8;
const HELD = ['✓', 'holds'] as const;
const BROKEN = ['✗', 'violated'] as const;
const UNDECIDED = ['?', 'unknown'] as const;

export interface SummaryInput {
  readonly test: Test;
  readonly verdict: RunVerdict;
  readonly reportPath: string;
}

/** `columns` is the width of the terminal. Ends without a line break. */
export function renderSummary(
  { test, verdict, reportPath }: SummaryInput,
  { columns, color }: { readonly columns: number; readonly color: boolean },
): string {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const width = Math.min(Math.max(columns, 40), MAX_WIDTH);
  const top = [
    ...verdictLines(test, verdict, width, chalk),
    '',
    ...propertyLines(verdict, width, chalk),
    ...countLines(test, verdict, width, chalk),
  ];
  const room = MAX_LINES - CLOSING_LINES - top.length;
  // The command and the path are whole on any terminal: they are there to be copied.
  return [
    ...top.slice(0, MAX_LINES - CLOSING_LINES),
    ...storyLines(verdict, width, room, chalk),
    '',
    `  again   ${chalk.cyan(harmless(test.command))}`,
    `  report  ${chalk.cyan(harmless(reportPath))}`,
  ].join('\n');
}

function verdictLines(test: Test, verdict: RunVerdict, width: number, chalk: ChalkInstance): string[] {
  const { word, mark, kind } = stamp(verdict);
  const color = kind === 'valid' ? chalk.green : kind === 'violated' ? chalk.red : chalk.yellow;
  const text = `${mark} ${word.toUpperCase()}: ${harmless(headline(test, verdict))}`;
  return wrap(text, width, '  ').map((line) => color.bold(line));
}

/** A table: the property, what became of it, and how much was looked at; lists where there is no room for one. */
function propertyLines({ properties }: RunVerdict, width: number, chalk: ChalkInstance): string[] {
  const shown = properties.slice(0, MAX_PROPERTIES);
  const nameWidth = Math.max(0, ...shown.map(({ property }) => harmless(property).length));
  const isTable = width - nameWidth >= MIN_TABLE_ROOM;
  const lines = shown.flatMap((judged) => {
    const { property, valid, operations, algorithm, reason, anomalies } = judged;
    const [mark, word] = valid === true ? HELD : valid === false ? BROKEN : UNDECIDED;
    const color = valid === true ? chalk.green : valid === false ? chalk.red : chalk.yellow;
    const how = [
      operations > 0 ? `${operations} operations` : '',
      anomalies.length > 0 ? `${anomalies.length} ${anomalies.length === 1 ? 'violation' : 'violations'}` : '',
      algorithm ?? '',
      reason ?? '',
    ].filter((part) => part !== '');
    if (!isTable) return item(color(mark), [property, how.join(', ')].filter((part) => part !== '').join(': '), width);
    const name = harmless(property).padEnd(nameWidth);
    const indent = nameWidth + WORD_WIDTH + 4;
    const [first = '', ...rest] = shortened(wrap(harmless(how.join(', ')), width - indent - 4));
    const row = `  ${color(mark)} ${name}  ${color(word.padEnd(WORD_WIDTH))}  ${first}`;
    return [row.trimEnd(), ...rest.map((line) => `${' '.repeat(indent + 4)}${line}`)];
  });
  const more = properties.length - MAX_PROPERTIES;
  return more > 0 ? [...lines, chalk.dim(`    and ${more} more properties`)] : lines;
}

/** A line with a mark before it, broken where it is too long, and cut where it would fill the summary. */
function item(mark: string, text: string, width: number): string[] {
  const [first = '', ...rest] = shortened(wrap(harmless(text), width - 4));
  return [`  ${mark} ${first}`, ...rest.map((line) => `    ${line}`)];
}

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= MAX_ITEM_LINES ? lines : [...lines.slice(0, MAX_ITEM_LINES - 1), '…'];
}

function countLines(test: Test, verdict: RunVerdict, width: number, chalk: ChalkInstance): string[] {
  const statistics = readStatistics(verdict.statistics);
  const lines: string[] = [];
  if (statistics !== null) {
    const { counts, latencyMs } = statistics.all;
    const latency = latencyMs === null ? '' : `, p50 ${formatMs(latencyMs.p50)}, p99 ${formatMs(latencyMs.p99)}`;
    lines.push(`${counts.ok} ok, ${counts.fail} failed, ${counts.info} of unknown outcome${latency}`);
    lines.push(faultLine(statistics.faults, test));
    for (const { property, why } of statistics.notJudged) lines.push(`${property} not judged: ${why}`);
  }
  lines.push(modelLine(test));
  if (verdict.liesTold > 0 || test.plant !== null) {
    const plant = test.plant === null ? '' : ` (--plant ${test.plant.name})`;
    lines.push(`the harness itself falsified ${verdict.liesTold} answers${plant}`);
  }
  return lines.flatMap((line) => item(chalk.dim('·'), line, width));
}

/** Of every kind of fault: how often it was in force, how long in all, and what succeeded meanwhile. */
function faultLine(faults: ReportStatistics['faults'], test: Test): string {
  const planned = [...new Set(test.schedule.map(({ fault }) => fault))];
  if (faults.length === 0) return planned.length === 0 ? 'no faults' : 'no fault was ever in force';
  const kinds = [...new Set(faults.map(({ fault }) => fault))];
  const shown = kinds.map((kind) => {
    const those = faults.filter(({ fault }) => fault === kind);
    const inForceMs = those.reduce((sum, { startNs, endNs }) => sum + (endNs - startNs) / 1e6, 0);
    const ok = those.reduce((sum, { counts }) => sum + counts.ok, 0);
    return `${those.length} ${kind} (${formatShort(inForceMs)}, ${ok} ok meanwhile)`;
  });
  const missing = planned.filter((kind) => !kinds.includes(kind));
  const never = missing.length === 0 ? '' : `; never: ${missing.join(', ')}`;
  return `faults in force: ${shown.join(', ')}${never}`;
}

/** What happened: the violations, or why nothing is known; as much as there is room for. */
function storyLines(verdict: RunVerdict, width: number, room: number, chalk: ChalkInstance): string[] {
  const anomalies = verdict.properties.flatMap((property) => property.anomalies);
  const stories = [
    ...anomalies.map(({ type, explanation }) => ({ title: type, text: explanation })),
    ...(verdict.valid === false || verdict.reason === null ? [] : [{ title: 'reason', text: verdict.reason }]),
  ];
  const lines: string[] = [];
  if (room < MIN_STORY_LINES) return lines;
  for (const [at, { title, text }] of stories.entries()) {
    // Before each stands a blank line, and where more follow there must be room to say so.
    const free = room - lines.length - 1 - (at < stories.length - 1 ? 2 : 0);
    const wrapped = wrap(harmless(`${title}: ${text}`), width - 2, '  ').map((line) => `  ${line}`);
    if (at > 0 && wrapped.length > free) {
      lines.push('', chalk.dim(`  and ${stories.length - at} more in the report`));
      break;
    }
    const shown = wrapped.length > free ? [...wrapped.slice(0, Math.max(1, free - 1)), chalk.dim('    …')] : wrapped;
    lines.push(
      '',
      ...shown.map((line, number) => (number === 0 ? line.replace(title, () => chalk.bold(title)) : line)),
    );
  }
  return lines;
}
