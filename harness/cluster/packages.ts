/** Debian packages without installing them: downloaded with their dependencies and unpacked into the private cache. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { FaultlineError } from '../contracts/errors.js';
import { cacheFolder } from './cache.js';

const DOWNLOAD_TIMEOUT_MS = 300_000;
/** Package lists older than this are fetched again, ms. */
const LISTS_MAX_AGE_MS = 24 * 3600 * 1000;

export interface UnpackedPackages {
  /** A folder that holds usr/, and whatever else the packages bring. */
  readonly root: string;
}

/** What dpkg has on this machine. */
const STATUS = '/var/lib/dpkg/status';

/**
 * Downloads Debian packages with whatever they need and the machine has not, as any user, and unpacks them. The
 * second time it only looks. `status`: a file that says what dpkg has on another machine of the same release, which they
 * are for. Throws FaultlineError 'no-apt' on a machine without apt, 'packages' when it fails.
 */
export async function ensurePackages(names: readonly string[], status = STATUS): Promise<UnpackedPackages> {
  const wanted = [...new Set(names)].sort();
  const elsewhere = status === STATUS ? '' : readFileSync(status, 'utf8');
  const key = createHash('sha256')
    .update(`${wanted.join(' ')}\n${machineRelease()}${elsewhere}`)
    .digest('hex')
    .slice(0, 16);
  return unpackedOnce(`${wanted.join('+').slice(0, 60)}-${key}`, wanted, async (staging, root) => {
    await requireApt(wanted);
    const archives = join(staging, 'archives');
    mkdirSync(join(archives, 'partial'), { recursive: true });
    await download(wanted, archives, status);
    await unpackAll(archives, root);
    await mergeUsr(root);
    await bringSettings(root);
    rmSync(archives, { recursive: true });
  });
}

/**
 * A folder of the private cache that is made once. `fill` brings what belongs into `root`, and may use the rest of `staging`
 * on its way; the folder gets its name when it is whole. Throws what `fill` does.
 */
export async function unpackedOnce(
  name: string,
  packages: readonly string[],
  fill: (staging: string, root: string) => Promise<void>,
): Promise<UnpackedPackages> {
  const folder = join(cacheFolder('packages'), name);
  const root = join(folder, 'root');
  if (existsSync(join(folder, 'complete'))) return { root };
  const staging = `${folder}.${process.pid}.new`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(join(staging, 'root'), { recursive: true });
  try {
    await fill(staging, join(staging, 'root'));
    writeFileSync(join(staging, 'complete'), `${packages.join('\n')}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(staging, folder);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    // Another process may have finished the same folder between our look and our rename.
    if (existsSync(join(folder, 'complete'))) return { root };
    throw error;
  }
  return { root };
}

/** Every package that lies in a folder. */
export async function unpackAll(archives: string, root: string): Promise<void> {
  for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    await execa('dpkg-deb', ['-x', join(archives, file), root]);
  }
}

async function requireApt(names: readonly string[]): Promise<void> {
  for (const program of ['apt-get', 'dpkg-deb']) {
    const found = await execa('sh', ['-c', `command -v ${program}`], { reject: false });
    if (found.exitCode !== 0) {
      throw new FaultlineError(`this machine has no ${program}, so ${names.join(', ')} cannot be fetched`, {
        code: 'no-apt',
        value: names,
        hint: `install these programs yourself so that they are on the PATH, or use --on docker`,
      });
    }
  }
}

/** apt with lists, cache and locks of its own, so that it works for any user and changes nothing of the machine's. */
async function download(names: readonly string[], archives: string, status: string): Promise<void> {
  const lists = cacheFolder('apt', 'lists');
  cacheFolder('apt', 'lists', 'partial');
  const options = [
    ...['-o', `Dir::State=${cacheFolder('apt', 'state')}`, '-o', `Dir::State::Lists=${lists}`],
    ...['-o', `Dir::State::status=${status}`, '-o', `Dir::Cache=${cacheFolder('apt', 'cache')}`],
    ...['-o', `Dir::Cache::archives=${archives}`, '-o', 'Dir::Cache::pkgcache=', '-o', 'Debug::NoLocking=1'],
    ...['-o', 'APT::Sandbox::User=', '-o', 'Acquire::Retries=2', '-qq', '-y'],
  ];
  const apt = async (...words: string[]): Promise<void> => {
    const result = await execa('apt-get', [...options, ...words], {
      reject: false,
      timeout: DOWNLOAD_TIMEOUT_MS,
      all: true,
    });
    if (result.exitCode !== 0) {
      throw new FaultlineError(`${names.join(', ')} could not be fetched: ${lastLines(result.all ?? '')}`, {
        code: 'packages',
        value: names,
        hint: `see whether 'apt-get download ${names[0]}' works on this machine`,
      });
    }
  };
  const stamp = join(lists, '.fetched');
  const install = ['install', '--no-install-recommends', '--download-only', '--reinstall', ...names];
  if (!existsSync(stamp) || Date.now() - statSync(stamp).mtimeMs > LISTS_MAX_AGE_MS) {
    await apt('update');
    writeFileSync(stamp, '');
    utimesSync(stamp, new Date(), new Date());
  }
  await apt(...install);
}

/** Debian's packages may still say /bin, /sbin and /lib where the machine has them under /usr. */
async function mergeUsr(root: string): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib', 'lib64', 'lib32', 'libx32']) {
    const from = join(root, name);
    if (!existsSync(from)) continue;
    mkdirSync(join(root, 'usr', name), { recursive: true });
    await execa('cp', ['-a', `${from}/.`, join(root, 'usr', name)]);
    rmSync(from, { recursive: true });
  }
}

/** Nodes see the machine's /etc: what a package has there and links to from /usr, as Java does, takes the place of the link. */
async function bringSettings(root: string): Promise<void> {
  const script = `find "$1/usr" -lname '/etc/*' | while read -r link; do
  file=$1$(readlink "$link")
  if [ -e "$file" ]; then rm "$link" && cp -a "$file" "$link"; fi
done`;
  await execa('sh', ['-ec', script, 'settings', root]);
}

function machineRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8') + process.arch;
  } catch {
    return process.arch;
  }
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' | ');
}
