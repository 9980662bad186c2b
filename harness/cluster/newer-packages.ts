/**
 * Packages of the Debian release after ours, for programs that need no library of their release, as those in Go. They
 * are unpacked into the private cache without what they depend on.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { FaultlineError } from '../contracts/errors.js';
import { machineAptSettings, RELEASE } from './apt-sources.js';
import { type UnpackedPackages, unpackAll, unpackedOnce } from './packages.js';

export const NEWER_RELEASE = 'trixie';

const DOWNLOAD_TIMEOUT_MS = 120_000;

/**
 * Downloads them from the mirror that this machine uses, as any user; the second time it only looks. Throws FaultlineError
 * 'packages'.
 */
export async function ensureNewerPackages(names: readonly string[]): Promise<UnpackedPackages> {
  const wanted = [...new Set(names)].sort();
  const fill = async (staging: string, root: string): Promise<void> => {
    const archives = join(staging, 'archives');
    await download(wanted, archives);
    await unpackAll(archives, root);
    rmSync(archives, { recursive: true });
  };
  return unpackedOnce(newerFolderName(wanted), wanted, fill).catch((cause: unknown) => {
    throw new FaultlineError(`${wanted.join(', ')} of ${NEWER_RELEASE} could not be fetched`, {
      code: 'packages',
      value: wanted,
      hint: `see whether this machine's mirror of Debian has ${NEWER_RELEASE}`,
      cause,
    });
  });
}

/** The folder of the cache that these packages are in, or would be. */
export function newerFolderName(names: readonly string[]): string {
  return `${[...names].sort().join('+')}-${NEWER_RELEASE}`;
}

/** With lists of that release, which are apt's own business and not kept. */
async function download(names: readonly string[], archives: string): Promise<void> {
  const { sources } = await machineAptSettings();
  const mirror = sources.find(({ suite }) => suite === RELEASE)?.uri;
  if (mirror === undefined) throw new Error(`apt of this machine has no ${RELEASE}, so no mirror is known`);
  for (const part of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(archives, part), { recursive: true });
  writeFileSync(join(archives, 'sources.list'), `deb ${mirror} ${NEWER_RELEASE} main\n`);
  const options = [
    `Dir::Etc::SourceList=${join(archives, 'sources.list')}`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State::Lists=${join(archives, 'lists')}`,
    `Dir::Cache=${join(archives, 'cache')}`,
    'APT::Sandbox::User=',
  ].flatMap((option) => ['-o', option]);
  const apt = (...words: string[]) =>
    execa('apt-get', [...options, '-qq', ...words], { cwd: archives, timeout: DOWNLOAD_TIMEOUT_MS });
  await apt('update');
  await apt('download', ...names);
}
