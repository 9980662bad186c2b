/** Finds the folders of runs under a folder of results: <test>/<run>, or a run itself. Links are never followed. */
import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../contracts/errors.js';
import { FILES } from './folder.js';

export interface FoundRun {
  /** Absolute. */
  readonly folder: string;
  /** From the folder of results, with forward slashes: what names the run. */
  readonly path: string;
}

/** Any of these makes a folder the folder of a run. */
const SIGNS = [FILES.test, FILES.history, FILES.log] as const;

/** All runs, the newest first by the time in their names. Throws UsageError 'no-results' when there is no such folder. */
export function findRuns(results: string): readonly FoundRun[] {
  const { root, only } = openResults(results);
  if (only !== null) return [{ folder: join(root, only), path: only }];
  const found = foldersIn(root).flatMap((test): readonly FoundRun[] => {
    const folder = join(root, test);
    if (isRun(folder)) return [{ folder, path: test }];
    return foldersIn(folder)
      .map((run) => ({ folder: join(folder, run), path: `${test}/${run}` }))
      .filter((run) => isRun(run.folder));
  });
  return found.sort(
    (left, right) => compare(basename(right.path), basename(left.path)) || compare(left.path, right.path),
  );
}

export interface ResultsFolder {
  /** Absolute: what the paths of found runs are told from. */
  readonly root: string;
  /** The path of the only run that is meant, where the folder is a run itself; null where it holds runs. */
  readonly only: string | null;
}

/** Throws UsageError 'no-results' when there is no such folder. */
export function openResults(results: string): ResultsFolder {
  const folder = folderAt(results);
  return isRun(folder) ? { root: dirname(folder), only: basename(folder) } : { root: folder, only: null };
}

/** Whether this is the folder of a run; false for a link to one. */
export function isRun(folder: string): boolean {
  return SIGNS.some((name) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true);
}

function folderAt(results: string): string {
  try {
    const root = realpathSync(results);
    if (lstatSync(root).isDirectory()) return root;
  } catch {
    // Said below.
  }
  throw new UsageError(`${results} is not a folder`, {
    code: 'no-results',
    value: results,
    hint: 'run something first, or name the folder of results with --results',
  });
}

/** Names of the folders in it, links left out; none where it cannot be read. */
function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
