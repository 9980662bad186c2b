/** Unpacks a zip that somebody sent, and finds the runs in it, however deep they were packed. */
import { mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UsageError } from '../../contracts/errors.js';
import { findRuns } from '../../results/find-runs.js';
import { type UnzipBounds, unzip } from './unzip.js';

/** Folders around the folders of tests: artifacts of CI wrap what they are given. */
const MAX_DEPTH = 6;

/**
 * Answers the folder of results within `temporary`, which exists and is empty. Throws UsageError 'bad-zip', and
 * 'no-results' when there is no run in it.
 */
export async function unzipRuns(zip: string, temporary: string, bounds?: UnzipBounds): Promise<string> {
  // A zip of the files of one run alone has no folder around them: that is what the name stands for.
  const folder = join(
    temporary,
    basename(zip)
      .replace(/\.zip$/i, '')
      .replaceAll(/[^\w@+-]/g, '_') || 'run',
  );
  await mkdir(folder);
  await unzip(zip, folder, bounds);
  let level: readonly string[] = [temporary];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    for (const candidate of level) if (findRuns(candidate).length > 0) return candidate;
    const deeper = await Promise.all(
      level.map(async (parent) =>
        (await readdir(parent, { withFileTypes: true }))
          .filter((entry) => entry.isDirectory())
          .map(({ name }) => join(parent, name)),
      ),
    );
    level = deeper.flat();
  }
  throw new UsageError(`${zip} holds no run`, {
    code: 'no-results',
    value: zip,
    hint: 'a run is a folder with test.json, verdict.json and history.ndjson in it',
  });
}
