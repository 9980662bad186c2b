/** One attempt at a run of a suite: the process, and what is read from the folder that it left. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readStatistics } from '../../harness/report/statistics.js';
import { openRun, type RunVerdict, readVerdict } from '../../harness/results/index.js';
import type { PlannedRun } from './check.js';
import { type Expectation, excuse } from './expectations.js';
import { anomaliesOf, outcomeOf, outcomeWithoutVerdict } from './outcome.js';
import { type ProcessOptions, runProcess } from './process.js';
import type { Attempt } from './record.js';

/** In the suite's folder: what the runs printed. */
export const OUTPUT = 'output';

export type AttemptOptions = Pick<ProcessOptions, 'folder' | 'timeoutMs' | 'untilDeadlineMs' | 'onInterrupt'> & {
  readonly run: PlannedRun;
  /** From 1. */
  readonly attempt: number;
  readonly expectations: readonly Expectation[];
};

export async function attemptRun(options: AttemptOptions): Promise<Attempt> {
  const { run, attempt, expectations, folder } = options;
  mkdirSync(join(folder, OUTPUT), { recursive: true });
  const number = String(run.number).padStart(4, '0');
  const output = `${OUTPUT}/${number}${attempt === 1 ? '' : `-attempt-${attempt}`}.txt`;
  const startedAt = new Date().toISOString();
  const began = performance.now();
  const ended = await runProcess({ ...options, words: run.words, outputPath: join(folder, output) });
  const seconds = Number(((performance.now() - began) / 1e3).toFixed(3));
  const { exitCode, endedBy, runFolder, lastWords } = ended;
  const common = { exitCode, startedAt, seconds, folder: runFolder, output };
  const stored = runFolder === null ? null : readStored(join(folder, runFolder));
  if (stored === null) {
    const judged = outcomeWithoutVerdict(exitCode, lastWords, endedBy);
    return { ...common, ...judged, properties: [], notJudged: [], anomalies: [] };
  }
  const anomalies = excuse(run.number, anomaliesOf(stored.verdict), expectations);
  return {
    ...common,
    ...outcomeOf(stored, anomalies, endedBy),
    properties: stored.verdict.properties.map(({ property, valid, reason = null }) => ({ property, valid, reason })),
    notJudged: [...(readStatistics(stored.verdict.statistics)?.notJudged ?? [])],
    anomalies: [...anomalies],
  };
}

/** null: it left no verdict that can be read. */
function readStored(folder: string): (Pick<ReturnType<typeof openRun>, 'test'> & { verdict: RunVerdict }) | null {
  try {
    const stored = openRun(folder);
    return { test: stored.test, verdict: readVerdict(stored.folder) };
  } catch {
    return null;
  }
}
