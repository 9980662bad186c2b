/** Compose for the tests, in both of its generations: what is installed, or else Debian's, unpacked into the private cache. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { cacheFolder } from '../../harness/cluster/cache.js';
import { machineAptSettings, RELEASE } from '../../harness/cluster/docker/apt-sources.js';
import { ensurePackages } from '../../harness/cluster/packages.js';
import { messageOf } from '../../harness/contracts/errors.js';

/** The release whose package is of the second generation; Go programs run on any. */
const NEWER_RELEASE = 'trixie';
const DOWNLOAD_TIMEOUT_MS = 120_000;

export interface Compose {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Neither throws: a text says why there is none. */
export function findCompose(generation: 1 | 2): Promise<Compose | string> {
  return (generation === 1 ? first() : second()).catch(messageOf);
}

async function first(): Promise<Compose> {
  if (await answers(['docker-compose', 'version', '--short'], /^1\./))
    return { command: ['docker-compose'], environment: {} };
  const { root } = await ensurePackages(['docker-compose']);
  const packages = join(root, 'usr/lib/python3/dist-packages');
  // The interpreter that these packages are for, whatever python3 is on the PATH.
  const command = ['/usr/bin/python3', join(root, 'usr/bin/docker-compose')];
  return { command, environment: { PYTHONPATH: packages, PYTHONWARNINGS: 'ignore' } };
}

async function second(): Promise<Compose> {
  for (const command of [['docker', 'compose'], ['docker-compose']]) {
    if (await answers([...command, 'version', '--short'], /^v?[2-9]/)) return { command, environment: {} };
  }
  const root = await unpackNewer('docker-compose');
  const places = ['usr/libexec/docker/cli-plugins', 'usr/lib/docker/cli-plugins', 'usr/bin'];
  const program = places.map((place) => join(root, place, 'docker-compose')).find((path) => existsSync(path));
  if (program === undefined) throw new Error(`the package of ${NEWER_RELEASE} has no docker-compose`);
  return { command: [program], environment: {} };
}

async function answers([program = '', ...words]: readonly string[], pattern: RegExp): Promise<boolean> {
  const result = await execa(program, words, { reject: false });
  return result.exitCode === 0 && pattern.test(result.stdout.trim());
}

/** One package of a newer release, without what it depends on, from the mirror that this machine uses. */
async function unpackNewer(name: string): Promise<string> {
  const folder = join(cacheFolder('packages'), `${name}-${NEWER_RELEASE}`);
  if (existsSync(join(folder, 'complete'))) return join(folder, 'root');
  const { sources } = await machineAptSettings();
  const mirror = sources.find(({ suite }) => suite === RELEASE)?.uri;
  if (mirror === undefined) throw new Error(`apt of this machine has no ${RELEASE}, so no mirror is known`);
  const staging = `${folder}.${process.pid}.new`;
  rmSync(staging, { recursive: true, force: true });
  for (const part of ['root', 'lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(staging, part), { recursive: true });
  }
  try {
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
    await apt('download', name);
    const file = readdirSync(staging).find((each) => each.endsWith('.deb'));
    if (file === undefined) throw new Error(`${name} of ${NEWER_RELEASE} was not downloaded`);
    await execa('dpkg-deb', ['-x', join(staging, file), join(staging, 'root')]);
    for (const part of ['lists', 'cache', file]) rmSync(join(staging, part), { recursive: true });
    writeFileSync(join(staging, 'complete'), '');
    rmSync(folder, { recursive: true, force: true });
    renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return join(folder, 'root');
}
