/** Puts the results of a suite's shards together: every run once, none left out silently, no folder over another. */
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { UsageError } from '../../harness/contracts/errors.js';
import { conclude } from './conclude.js';
import { type Attempt, type RunRecord, readSuiteRecord, type SuiteRecord } from './record.js';

interface Source {
  readonly folder: string;
  readonly record: SuiteRecord;
}

export interface Gathered {
  readonly record: SuiteRecord;
  /** Folders that had to be given another name. */
  readonly renamed: readonly string[];
}

/** Runs of one test that may have begun in the same second with the same seed. */
const SUFFIX_MAX = 1_000;

/**
 * What the folders' suites came to together. Throws UsageError 'no-suite', 'other-suite' for folders of different suites,
 * and 'merged-twice' where two of them have the same run.
 */
export function readShards(folders: readonly string[]): readonly Source[] {
  const sources = [...new Set(folders.map((folder) => resolve(folder)))].map((folder) => {
    return { folder, record: readSuiteRecord(folder) };
  });
  const [first, ...others] = sources;
  if (first === undefined) throw new UsageError('there is nothing to merge', { code: 'no-suite' });
  for (const { folder, record } of others) {
    if (record.digest === first.record.digest) continue;
    throw new UsageError(`${folder} and ${first.folder} are not of the same suite`, {
      ...{ code: 'other-suite', value: folder, hint: 'merge shards of one file, as it was in one commit' },
    });
  }
  const holders = new Map<number, string>();
  for (const { folder, record } of sources) {
    for (const { number, label, seed } of record.runs.filter(isOwn)) {
      const before = holders.get(number);
      if (before !== undefined) {
        throw new UsageError(`run ${number} (${label}, seed ${seed}) is in ${before} and in ${folder}`, {
          ...{ code: 'merged-twice', value: number, hint: 'name each shard once, by its last attempt' },
        });
      }
      holders.set(number, folder);
    }
  }
  return sources;
}

/** Copies what the shards left into `folder`, and answers what the suite came to. */
export function gather(sources: readonly Source[], folder: string): Gathered {
  const [first] = sources;
  if (first === undefined) throw new UsageError('there is nothing to merge', { code: 'no-suite' });
  const renamed: string[] = [];
  const runs = first.record.runs.map((listed): RunRecord => {
    for (const source of sources) {
      const run = source.record.runs.find((each) => each.number === listed.number && isOwn(each));
      if (run === undefined) continue;
      return { ...run, attempts: run.attempts.map((attempt) => copied(attempt, source.folder, folder, renamed)) };
    }
    return { ...listed, outcome: 'not run', sentence: 'no shard that was merged has it', attempts: [] };
  });
  const records = sources.map(({ record }) => record);
  const ends = records.flatMap(({ endedAt }) => endedAt ?? []);
  const { name, describe, file, digest, expectations } = first.record;
  const record = conclude({
    ...{ name, describe, file, digest, expectations, runs, shard: null },
    startedAt: records.map(({ startedAt }) => startedAt).sort()[0] ?? first.record.startedAt,
    endedAt: ends.sort().at(-1) ?? first.record.startedAt,
    isInterrupted: records.some(({ isInterrupted }) => isInterrupted),
  });
  return { record, renamed };
}

function isOwn({ outcome }: RunRecord): boolean {
  return outcome !== 'another shard';
}

function copied(attempt: Attempt, from: string, to: string, renamed: string[]): Attempt {
  const output = copyFresh(attempt.output, from, to, renamed);
  return { ...attempt, output, folder: attempt.folder === null ? null : copyFresh(attempt.folder, from, to, renamed) };
}

/** Two shards may have begun runs of one test in the same second with the same seed. */
function copyFresh(path: string, from: string, to: string, renamed: string[]): string {
  requireInside(path);
  const source = join(from, path);
  // Only what was uploaded is there.
  if (!existsSync(source)) return path;
  for (let number = 1; number < SUFFIX_MAX; number += 1) {
    const fresh = number === 1 ? path : `${path}-${number}`;
    const target = join(to, fresh);
    if (existsSync(target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target, { recursive: true, errorOnExist: true, force: false, verbatimSymlinks: true });
    if (fresh !== path) renamed.push(`${source} is ${fresh} now`);
    return fresh;
  }
  throw new UsageError(`${path} is there ${SUFFIX_MAX} times`, { code: 'merged-twice', value: path });
}

/** What a shard says of its folders is not believed where it leads out of them. */
function requireInside(path: string): void {
  const plain = normalize(path);
  if (path !== '' && !plain.startsWith('/') && !plain.startsWith('..') && plain !== '.') return;
  throw new UsageError(`"${path}" leads out of the results of its shard`, { code: 'no-suite', value: path });
}
