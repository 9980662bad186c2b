/** Runs that were: found by folder or as `latest`, and read back with every shape checked. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { messageOf, UsageError } from '../contracts/errors.js';
import { type Test, testSchema } from '../contracts/test.js';
import { FILES, RunFolder } from './folder.js';
import { type RunVerdict, runVerdictSchema } from './verdict.js';

export interface StoredRun {
  readonly folder: RunFolder;
  readonly test: Test;
}

/** Opens a run's folder, or `latest` under the results folder. Throws UsageError. */
export function openRun(path: string, results = 'results'): StoredRun {
  const candidates = [path, join(results, path)].map((candidate) => resolve(candidate));
  const found = candidates.find((candidate) => existsSync(join(candidate, FILES.test)));
  if (found === undefined || !statSync(found).isDirectory()) {
    throw new UsageError(`${path} is not the folder of a run: it has no ${FILES.test}`, {
      code: 'no-run',
      value: path,
      hint: 'name a folder results/<test>/<time>-<seed>, or latest',
    });
  }
  const folder = new RunFolder(realpathSync(found));
  return { folder, test: readJson(join(found, FILES.test), testSchema) };
}

/** The stored verdict of a run. Throws UsageError when there is none. */
export function readVerdict(folder: RunFolder): RunVerdict {
  return readJson(join(folder.path, FILES.verdict), runVerdictSchema);
}

/** A JSON file of a run, checked. Throws UsageError 'bad-run'. */
export function readJson<T>(path: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new UsageError(`${path}: ${why}`, { code: 'bad-run', value: path, cause: error });
  }
}
