/** Which versions of Debian packages a local cluster uses, as far as that is known before it is there. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { cacheFolder } from '../harness/cluster/cache.js';
import { findProgram } from '../harness/cluster/local/enter.js';
import { newerFolderName } from '../harness/cluster/newer-packages.js';
import type { Software } from '../harness/contracts/target.js';

/** What dpkg has on this machine. */
const STATUS = '/var/lib/dpkg/status';

/** By the name of the package. One that was never fetched, or that this machine does not say anything of, is left out. */
export function packageVersions({
  debian = [],
  newer = [],
  binaries = [],
}: Software): Readonly<Record<string, string>> {
  const present = binaries.length > 0 && binaries.every((program) => findProgram(program) !== null);
  // Where nothing is fetched, nothing is looked for: not even the folder of what was fetched is made.
  const versionsIn = (
    names: readonly string[],
    find: (names: readonly string[]) => string | null,
  ): readonly (readonly [string, string])[] => {
    const root = present || names.length === 0 ? null : find(names);
    return names.flatMap((name) => {
      const version = present ? installed(name) : root === null ? null : documented(root, name);
      return version === null ? [] : [[name, version] as const];
    });
  };
  return Object.fromEntries([...versionsIn(debian, fetched), ...versionsIn(newer, fetchedNewer)]);
}

/** The version that this machine has installed. */
function installed(name: string): string | null {
  if (!existsSync(STATUS)) return null;
  const paragraph = readFileSync(STATUS, 'utf8')
    .split('\n\n')
    .find((each) => each.startsWith(`Package: ${name}\n`));
  return /^Version: (.+)$/m.exec(paragraph ?? '')?.[1] ?? null;
}

/** Where these packages were unpacked last, in the cache; null when they never were. */
function fetched(names: readonly string[]): string | null {
  const folder = cacheFolder('packages');
  const begins = `${[...new Set(names)].sort().join('+').slice(0, 60)}-`;
  const complete = readdirSync(folder)
    .filter((name) => name.startsWith(begins) && existsSync(join(folder, name, 'complete')))
    .map((name) => ({ root: join(folder, name, 'root'), fetchedMs: statSync(join(folder, name)).mtimeMs }))
    .sort((left, right) => right.fetchedMs - left.fetchedMs);
  return complete[0]?.root ?? null;
}

function fetchedNewer(names: readonly string[]): string | null {
  const folder = join(cacheFolder('packages'), newerFolderName(names));
  return existsSync(join(folder, 'complete')) ? join(folder, 'root') : null;
}

/** As the first line of a package's own list of changes says: "etcd (3.4.23-4) unstable; urgency=medium". */
function documented(root: string, name: string): string | null {
  const documents = join(root, 'usr/share/doc', name);
  for (const file of ['changelog.Debian.gz', 'changelog.gz']) {
    if (!existsSync(join(documents, file))) continue;
    try {
      const text = gunzipSync(readFileSync(join(documents, file))).toString('utf8', 0, 1_000);
      return /^\S+ \(([^)]+)\)/.exec(text)?.[1] ?? null;
    } catch {
      // A version that cannot be read is no reason not to run.
      return null;
    }
  }
  return null;
}
