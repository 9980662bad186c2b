/** Compose for the tests, in both of its generations: what is installed, or else Debian's, unpacked into the private cache. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { ensureNewerPackages, NEWER_RELEASE } from '../../harness/cluster/newer-packages.js';
import { ensurePackages } from '../../harness/cluster/packages.js';
import { messageOf } from '../../harness/contracts/errors.js';

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
  const { root } = await ensureNewerPackages(['docker-compose']);
  const places = ['usr/libexec/docker/cli-plugins', 'usr/lib/docker/cli-plugins', 'usr/bin'];
  const program = places.map((place) => join(root, place, 'docker-compose')).find((path) => existsSync(path));
  if (program === undefined) throw new Error(`the package of ${NEWER_RELEASE} has no docker-compose`);
  return { command: [program], environment: {} };
}

async function answers([program = '', ...words]: readonly string[], pattern: RegExp): Promise<boolean> {
  const result = await execa(program, words, { reject: false });
  return result.exitCode === 0 && pattern.test(result.stdout.trim());
}
