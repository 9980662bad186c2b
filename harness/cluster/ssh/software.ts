/** A target's software on machines where nothing is installed: packages unpacked here, uploaded once, laid over /usr for its nodes alone. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { FaultlineError } from '../../contracts/errors.js';
import type { Software } from '../../contracts/target.js';
import { cacheFolder } from '../cache.js';
import { ensureNewerPackages } from '../newer-packages.js';
import { ensurePackages } from '../packages.js';
import { put } from './files.js';
import type { Machine } from './machine.js';
import { MACHINE_FOLDER } from './node-root.js';
import type { MachineFacts } from './survey.js';

/** Software that was brought is kept here, by its content, for the next run. */
export const SOFTWARE_FOLDER = `${MACHINE_FOLDER}/software`;

/** Until what was uploaded is unpacked there, seconds. */
const LOCK_TIMEOUT_S = 120;

/**
 * Brings what the machines have not, and answers for each the folders there that are to be laid over /usr. Throws
 * FaultlineError 'other-release' where our packages are of no use, and what ensurePackages throws.
 */
export async function bringSoftware(
  machines: readonly { readonly machine: Machine; readonly facts: MachineFacts }[],
  { debian = [], newer = [], binaries = [] }: Software,
): Promise<readonly (readonly string[])[]> {
  const unpacked = new Map<string, Promise<Packed>>();
  const packedNewer = newer.length === 0 ? null : ensureNewerPackages(newer).then(({ root }) => packed(root));
  // It is waited for by each machine that needs it, and perhaps by none.
  packedNewer?.catch(() => {});
  const ended = await Promise.allSettled(
    machines.map(async ({ machine, facts }): Promise<readonly string[]> => {
      const isThere = binaries.length > 0 && binaries.every((program) => facts.programs.has(program));
      if (debian.length + newer.length === 0 || isThere) return [];
      requireSameRelease(machine, facts, [...debian, ...newer]);
      const folders: string[] = [];
      if (debian.length > 0) {
        const status = await statusFile(machine);
        // Machines that have the same need the same.
        const packing = unpacked.get(status) ?? ensurePackages(debian, status).then(({ root }) => packed(root));
        unpacked.set(status, packing);
        folders.push(await bring(machine, await packing));
      }
      if (packedNewer !== null) folders.push(await bring(machine, await packedNewer));
      return folders.map((folder) => `${folder}/usr`);
    }),
  );
  return ended.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/** The folder there that holds it, unpacked. */
async function bring(machine: Machine, { file, name }: Packed): Promise<string> {
  const folder = `${SOFTWARE_FOLDER}/${name}`;
  const look = await machine.sayAsRoot('[ -f "$1/complete" ]', folder);
  if (look.exitCode !== 0) await upload(machine, file, folder);
  return folder;
}

interface Packed {
  readonly file: string;
  /** A hash of what it holds. */
  readonly name: string;
}

function requireSameRelease(machine: Machine, facts: MachineFacts, packages: readonly string[]): void {
  const here = releaseHere();
  if (facts.programs.has('dpkg') && facts.release === here.release && facts.processor === here.processor) return;
  const what = `${facts.release || 'no known system'} on ${facts.processor}`;
  throw new FaultlineError(
    `${machine.place} has ${what}, and our packages are for ${here.release} on ${here.processor}`,
    {
      code: 'other-release',
      value: packages,
      hint: `install ${packages.join(', ')} there yourself and use --keep-software`,
    },
  );
}

function releaseHere(): { readonly release: string; readonly processor: string } {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const field = (name: string): string => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  const processor = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
  return { release: `${field('ID')} ${field('VERSION_ID')}`, processor };
}

/** What dpkg has on that machine, as a file of ours: what is missing there is fetched, and nothing else. */
async function statusFile(machine: Machine): Promise<string> {
  const { stdout } = await machine.say('cat /var/lib/dpkg/status');
  const path = join(cacheFolder('ssh'), `status-${hashOf(stdout)}`);
  if (!existsSync(path)) writeWhole(path, stdout);
  return path;
}

/** A folder's usr/ as one file, always the same bytes for the same files. */
async function packed(root: string): Promise<Packed> {
  const file = `${root}.tar.gz`;
  if (!existsSync(file)) {
    const making = `${file}.${randomBytes(4).toString('hex')}`;
    const words = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '-C', root, '-cf', '-'];
    await execa('sh', ['-c', 'set -e; out=$1; shift; tar "$@" usr | gzip -n1 > "$out"', 'pack', making, ...words]);
    renameSync(making, file);
  }
  return { file, name: hashOf(readFileSync(file)) };
}

async function upload(machine: Machine, file: string, folder: string): Promise<void> {
  const { stdout } = await machine.say('umask 077; mktemp -d /tmp/faultline-XXXXXXXX');
  const place = stdout.trim();
  try {
    await put(machine, `${place}/packed`, readFileSync(file));
    const script = `set -e
mkdir -p ${SOFTWARE_FOLDER}
exec 9> ${SOFTWARE_FOLDER}/lock
flock -w ${LOCK_TIMEOUT_S} 9
[ -f "$1/complete" ] && exit 0
rm -rf "$1"; mkdir "$1"
tar -xzf "$2" -C "$1"
touch "$1/complete"`;
    const { exitCode, stderr } = await machine.sayAsRoot(script, folder, `${place}/packed`);
    if (exitCode !== 0) {
      throw new FaultlineError(`the software could not be unpacked on ${machine.place}: ${stderr.trim()}`, {
        ...{ code: 'software', value: statSync(file).size, hint: `see whether there is room in ${MACHINE_FOLDER}` },
      });
    }
  } finally {
    await machine.say(`rm -rf ${place}`).catch(() => {});
  }
}

function hashOf(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex').slice(0, 16);
}

function writeWhole(path: string, text: string): void {
  const making = `${path}.${randomBytes(4).toString('hex')}`;
  mkdirSync(join(path, '..'), { recursive: true });
  try {
    writeFileSync(making, text);
    renameSync(making, path);
  } finally {
    rmSync(making, { force: true });
  }
}
