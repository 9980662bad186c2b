/** What GitHub Actions shows of a suite: an annotation for everything that is not as it should be, and a summary. */
import { appendFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import {
  type Annotation,
  renderAnnotations,
  renderStepSummary,
  SUMMARY_BYTES_MAX,
  type SummaryTable,
} from '../../harness/report/github.js';
import { formatSeconds } from '../../harness/report/terminal/format.js';
import { badRuns, countsOf, ownRuns, statedName } from './conclude.js';
import type { RunRecord, SuiteRecord } from './record.js';

type Environment = Readonly<Record<string, string | undefined>>;

export function isOnGitHub(environment: Environment): boolean {
  return environment['GITHUB_ACTIONS'] === 'true';
}

/** Lines to be printed. Each stands at the line of the suite's file that the run comes from. */
export function annotationLines(record: SuiteRecord, environment: Environment): readonly string[] {
  const file = fileInRepository(record.file, environment);
  const placed = (line: number) => (file === null ? {} : { file, line });
  const runs = badRuns(record).map(
    (run): Annotation => ({
      level: run.outcome === 'violated' || run.outcome === 'failed' ? 'error' : 'warning',
      title: `${run.outcome}: ${run.label}, seed ${run.seed}`,
      message: `${storyOf(run)}\nagain: ${run.command}`,
      ...placed(run.line),
    }),
  );
  const expectations = record.expectations.flatMap((each): readonly Annotation[] => {
    if (each.met !== false) return [];
    const title = `expected, but not so: ${each.label}`;
    return [{ level: 'error', title, message: `${statedName(each)}: ${each.sentence}`, ...placed(each.line) }];
  });
  return renderAnnotations([...runs, ...expectations]);
}

/** Appends to the file that GitHub shows beside the job, as much as it takes. */
export function appendStepSummary(record: SuiteRecord, path: string): void {
  const used = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  appendFileSync(path, stepSummary(record, SUMMARY_BYTES_MAX - used));
}

export function stepSummary(record: SuiteRecord, bytesMax: number = SUMMARY_BYTES_MAX): string {
  const shard = record.shard === null ? '' : `, shard ${record.shard.index} of ${record.shard.total}`;
  const bad = badRuns(record);
  const good = ownRuns(record).filter((run) => !bad.includes(run));
  const columns = ['run', 'seed', 'came to', 'time', 'what'];
  const expectations: SummaryTable = {
    heading: 'Expected',
    columns: ['', 'what', 'came to', 'link'],
    rows: record.expectations.map((each) => [
      each.met === true ? '✓' : each.met === false ? '✗' : '?',
      `${each.kind === 'known' ? '' : `${each.label}: `}${statedName(each)}`,
      each.sentence,
      each.link ?? '',
    ]),
  };
  const tables = [
    { heading: 'Not as it should be', columns, rows: bad.map(rowOf) },
    expectations,
    { heading: 'As it should be', columns, rows: good.map(rowOf) },
  ];
  const sentences = [`${countsOf(record)}.`, `Exit code ${record.exitCode}: ${record.meaning}.`];
  return renderStepSummary(`Faultline: ${record.name}${shard}`, sentences, tables, bytesMax);
}

function rowOf(run: RunRecord): readonly string[] {
  const seconds = run.attempts.reduce((sum, attempt) => sum + attempt.seconds, 0);
  const attempts = run.attempts.length > 1 ? ` at attempt ${run.attempts.length}` : '';
  const took = run.attempts.length === 0 ? '' : formatSeconds(seconds * 1e3);
  return [run.label, `${run.seed}`, `${run.outcome}${attempts}`, took, storyOf(run)];
}

/** The first new anomaly, or what the run came to. */
function storyOf({ attempts, sentence }: RunRecord): string {
  const fresh = attempts.at(-1)?.anomalies.find(({ expectedBy }) => expectedBy === null);
  return fresh === undefined ? sentence : `${fresh.type}: ${fresh.explanation}`;
}

/** null where the suite's file is not in the repository that is checked out. */
function fileInRepository(file: string, environment: Environment): string | null {
  const path = relative(environment['GITHUB_WORKSPACE'] ?? process.cwd(), resolve(file));
  return path.startsWith('..') ? null : path.split('\\').join('/');
}
