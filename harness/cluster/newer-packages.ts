/**
 * Packages of the Debian release after ours, for programs that need no library of their release, as those in Go. They
 * are unpacked into the private cache without what they depend on.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { FaultlineError } from '../contracts/errors.js';
import { machineAptSettings, RELEASE } from './apt-sources.js';
import { cacheFolder } from './cache.js';
import type { UnpackedPackages } from './packages.js';

export const NEWER_RELEASE = 'trixie';

const DOWNLOAD_TIMEOUT_MS = 120_000;

/**
 * Downloads them from the mirror that this machine uses, as any user; the second time it only looks. Throws FaultlineError
 * 'packages'.
 */
export async function ensureNewerPackages(names: readonly string[]): Promise<UnpackedPackages> {
  const wanted = [...new Set(names)].sort();
  const folder = join(cacheFolder('packages'), newerFolderName(wanted));
  const root = join(folder, 'root');
  if (existsSync(join(folder, 'complete'))) return { root };
  const staging = `${folder}.${process.pid}.new`;
  rmSync(staging, { recursive: true, force: true });
  for (const part of ['root', 'lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(staging, part), { recursive: true });
  }
  try {
    await unpack(wanted, staging);
    for (const part of ['lists', 'cache']) rmSync(join(staging, part), { recursive: true });
    writeFileSync(join(staging, 'complete'), `${wanted.join('\n')}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(staging, folder);
  } catch (error) {
    // Another process may have finished the same folder between our look and our rename.
    if (existsSync(join(folder, 'complete'))) return { root };
    throw new FaultlineError(`${wanted.join(', ')} of ${NEWER_RELEASE} could not be fetched`, {
      code: 'packages',
      value: wanted,
      hint: `see whether this machine's mirror of Debian has ${NEWER_RELEASE}`,
      cause: error,
    });
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return { root };
}

/** The folder of the cache that these packages are in, or would be. */
export function newerFolderName(names: readonly string[]): string {
  return `${[...names].sort().join('+')}-${NEWER_RELEASE}`;
}

async function unpack(names: readonly string[], staging: string): Promise<void> {
  const { sources } = await machineAptSettings();
  const mirror = sources.find(({ suite }) => suite === RELEASE)?.uri;
  if (mirror === undefined) throw new Error(`apt of this machine has no ${RELEASE}, so no mirror is known`);
  writeFileSync(join(staging, 'sources.list'), `deb ${mirror} ${NEWER_RELEASE} main\n`);
  const options = [
    `Dir::Etc::SourceList=${join(staging, 'sources.list')}`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State::Lists=${join(staging, 'lists')}`,
    `Dir::Cache=${join(staging, 'cache')}`,
    'APT::Sandbox::User=',
  ].flatMap((option) => ['-o', option]);
  const apt = (...words: string[]) =>
    execa('apt-get', [...options, '-qq', ...words], { cwd: staging, timeout: DOWNLOAD_TIMEOUT_MS });
  await apt('update');
  await apt('download', ...names);
  for (const file of readdirSync(staging).filter((each) => each.endsWith('.deb'))) {
    await execa('dpkg-deb', ['-x', join(staging, file), join(staging, 'root')]);
    rmSync(join(staging, file));
  }
}
