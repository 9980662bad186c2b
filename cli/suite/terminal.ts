/** What a suite prints: a line for each run as it goes, and a closing table in at most 25 lines. */
import { Chalk } from 'chalk';
import { formatSeconds } from '../../harness/report/terminal/format.js';
import { cut, harmless, wrap } from '../../harness/report/terminal/text.js';
import { badRuns, countsOf, isGood, ownRuns, retried, statedName } from './conclude.js';
import type { ExpectationRecord, Outcome, RunRecord, SuiteRecord } from './record.js';

export interface Screen {
  readonly columns: number;
  readonly color: boolean;
}

const MAX_LINES = 25;
/** Counts, blank lines, retries, the exit code and the path of the index. */
const FRAME_LINES = 8;
const LABEL_MAX = 60;

const MARKS: Readonly<Record<Outcome, string>> = {
  passed: '✓',
  expected: '✓',
  violated: '✗',
  failed: '!',
  unknown: '?',
  'cut short': '?',
  'not run': '–',
  'another shard': ' ',
};

/** "✓ 3/12 etcd register, partition, seed 1 (1m02s): etcd held: every operation fits “linearizable”." On one line. */
export function runLine(run: RunRecord, position: string, willBeRetried: boolean, screen: Screen): string {
  const chalk = new Chalk({ level: screen.color ? 1 : 0 });
  const attempt = run.attempts.at(-1);
  const took = attempt === undefined ? '' : ` (${formatSeconds(attempt.seconds * 1e3)})`;
  const number = run.attempts.length > 1 ? `, attempt ${run.attempts.length}` : '';
  const again = willBeRetried ? '; it is tried again' : '';
  const what = oneLine(`${run.label}, seed ${run.seed}${number}`);
  const sentence = `${oneLine(run.sentence)}${again}`;
  return `${mark(run.outcome, screen)} ${chalk.dim(position)} ${chalk.bold(what)}${chalk.dim(took)}: ${sentence}`;
}

/** What goes on, for a terminal that can take it back. */
export function goingOnLine(label: string, seed: number, position: string, screen: Screen): string {
  return cut(`… ${position} ${oneLine(label)}, seed ${seed}`, screen.columns - 1);
}

/** The table at the end; the last line says how it ended and where the page is. */
export function closingTable(record: SuiteRecord, index: string, screen: Screen): string {
  const chalk = new Chalk({ level: screen.color ? 1 : 0 });
  const width = screen.columns;
  const stated = record.expectations.filter(({ kind }) => kind !== 'known');
  const known = record.expectations.filter(({ kind }) => kind === 'known');
  const bad = badRuns(record);
  const statements = [...stated, ...known].sort((left, right) => rank(left) - rank(right));
  const room = MAX_LINES - FRAME_LINES;
  const badRoom = Math.min(bad.length, Math.max(room - statements.length, Math.ceil(room / 2)));
  const badLines = limited(
    bad.map((run) => badLine(run, screen)),
    badRoom,
    'runs',
    width,
  );
  const statedLines = limited(
    statements.map((each) => statedLine(each, screen)),
    room - badLines.length,
    'expectations',
    width,
  );
  const again = retried(record);
  const shard = record.shard === null ? '' : `, shard ${record.shard.index}/${record.shard.total}`;
  const count = ownRuns(record).length;
  return [
    '',
    chalk.bold(`${record.name}${shard}: ${count} ${count === 1 ? 'run' : 'runs'}: ${countsOf(record)}`),
    ...(again.length === 0 ? [] : [chalk.dim(`  tried again: ${retriesOf(again, width)}`)]),
    ...badLines,
    ...(statedLines.length === 0 ? [] : ['', ...statedLines]),
    '',
    `exit ${record.exitCode}: ${record.meaning}; ${chalk.cyan(harmless(index))}`,
  ].join('\n');
}

function badLine(run: RunRecord, screen: Screen): string {
  return `  ${mark(run.outcome, screen)} ${oneLine(`${run.label}, seed ${run.seed}`)}: ${run.outcome}: ${oneLine(run.sentence)}`;
}

/** "✓ lost update (found)   found: nonlinearizable   seen in 1 of 1 run". */
function statedLine(expectation: ExpectationRecord, screen: Screen): string {
  const chalk = new Chalk({ level: screen.color ? 1 : 0 });
  const { label, met, sentence, kind, link } = expectation;
  const sign = met === true ? chalk.green('✓') : met === false ? chalk.red('✗') : chalk.yellow('?');
  const what = kind === 'known' ? '' : `${oneLine(label).slice(0, LABEL_MAX)}, `;
  const where = link === null ? '' : ` (${oneLine(link)})`;
  return `  ${sign} ${what}${oneLine(statedName(expectation))}: ${oneLine(sentence)}${where}`;
}

function shortened(line: string, width: number): string {
  const short = cut(line, width - 1);
  return short === line ? line : `${short}…`;
}

function rank({ met }: ExpectationRecord): number {
  return met === false ? 0 : met === null ? 1 : 2;
}

function limited(lines: readonly string[], room: number, what: string, width: number): readonly string[] {
  const shown = lines.length <= room ? lines : lines.slice(0, Math.max(0, room - 1));
  const more = lines.length - shown.length;
  return [
    ...shown.map((line) => shortened(line, width)),
    ...(more === 0 ? [] : [`    and ${more} more ${what} in the index`]),
  ];
}

function retriesOf(runs: readonly RunRecord[], width: number): string {
  const names = runs.map(
    ({ label, seed, outcome }) => `${label}, seed ${seed} (${isGood(outcome) ? 'then well' : outcome})`,
  );
  return cut(wrap(harmless(names.join('; ')), Number.MAX_SAFE_INTEGER).join(''), width - 16);
}

function mark(outcome: Outcome, { color }: Screen): string {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const sign = MARKS[outcome];
  if (isGood(outcome)) return chalk.green(sign);
  return outcome === 'violated' ? chalk.red(sign) : chalk.yellow(sign);
}

/** Text from a run without anything that a terminal, or what reads our lines, would obey. */
function oneLine(text: string): string {
  return harmless(text.replaceAll(/\s+/g, ' ').trim());
}
