/** Reads a suite's file, checks every choice in it against the catalogues, and lists what it runs and what it expects. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { messageOf, UsageError } from '../../harness/contracts/errors.js';
import { readDuration } from '../../harness/run/schedule/index.js';
import { type LookAt, rememberLooks } from '../capabilities.js';
import { type PlannedRun, planRun } from './check.js';
import { type Expectation, listExpectations } from './expectations.js';
import { listRuns } from './matrix.js';
import { misshapen } from './misshapen.js';
import { parseSuiteText } from './places.js';
import { suiteSchema } from './shape.js';
import type { ListedRun } from './spec.js';

export interface Suite {
  readonly name: string;
  readonly describe: string | null;
  /** As it was named. */
  readonly file: string;
  readonly digest: string;
  readonly runs: readonly PlannedRun[];
  readonly expectations: readonly Expectation[];
  readonly retries: number;
  /** Of each run; null: what it is meant to take, and a margin. */
  readonly timeoutMs: number | null;
  readonly deadlineMs: number | null;
}

/**
 * `draw` answers a whole number from 0 up to below the bound that it is given. Throws UsageError 'bad-suite', with file,
 * line and the bad value, before anything is started.
 */
export async function readSuite(
  file: string,
  draw: (bound: number) => number,
  look: LookAt = rememberLooks(),
): Promise<Suite> {
  const text = parseSuiteText(file, readText(file));
  const parsed = suiteSchema.safeParse(text.value ?? {});
  if (!parsed.success) throw misshapen(parsed.error, text);
  const suite = parsed.data;
  const listed = listRuns(suite, text, draw);
  const expectations = listExpectations(suite, listed, text);
  const runs: PlannedRun[] = [];
  for (const run of listed) runs.push(await planRun(run, text, look));
  return {
    name: suite.name ?? nameOf(file),
    describe: suite.describe ?? null,
    file,
    digest: digestOf(listed, expectations),
    runs,
    expectations,
    retries: suite.retries ?? 0,
    timeoutMs: suite.timeout === undefined ? null : readDuration(suite.timeout),
    deadlineMs: suite.deadline === undefined ? null : readDuration(suite.deadline),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`the suite ${file} cannot be read: ${messageOf(error)}`, {
      ...{ code: 'bad-suite', value: file, cause: error, hint: 'name a YAML file (docs/ci.md)' },
    });
  }
}

/** nightly.yaml: nightly. */
function nameOf(file: string): string {
  const plain = basename(file)
    .replace(/\.(ya?ml|json)$/i, '')
    .replaceAll(/[^\w.-]/g, '_');
  return /^[A-Za-z0-9]/.test(plain) ? plain : `suite${plain}`;
}

/** The same wherever the same runs are listed; seeds that are drawn differ from shard to shard. */
function digestOf(runs: readonly ListedRun[], expectations: readonly Expectation[]): string {
  const told = runs.map(({ path: _path, seed, ...run }) => ({ ...run, seed: run.seedIsDrawn ? null : seed }));
  return createHash('sha256')
    .update(JSON.stringify([told, expectations]))
    .digest('hex')
    .slice(0, 16);
}
