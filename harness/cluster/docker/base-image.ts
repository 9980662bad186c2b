/** The image that all others grow from: Debian's slim one, or, where no registry answers, one made from packages. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type Docker from 'dockerode';
import { execa } from 'execa';
import { FaultlineError, messageOf } from '../../contracts/errors.js';
import { machineAptSettings, RELEASE } from '../apt-sources.js';
import { cacheFolder } from '../cache.js';
import { ensurePackages } from '../packages.js';
import { imageId } from './build.js';

const OFFICIAL = `debian:${RELEASE}-slim`;
const PULL_TIMEOUT_MS = 90_000;
const DEBOOTSTRAP_TIMEOUT_MS = 10 * 60_000;

/** What an image need not carry. Part of the tag, so that another recipe makes another image. */
const STRIP = `rm -rf usr/share/doc/* usr/share/man/* usr/share/locale/* usr/share/info/* var/lib/apt/lists/* var/cache/apt/* var/log/*.log var/log/apt
mkdir -p var/lib/apt/lists/partial var/cache/apt/archives/partial usr/share/man/man1`;

const RECIPE = createHash('sha256').update(`${STRIP} ${RELEASE} ${process.arch}`).digest('hex').slice(0, 12);
const OWN = `faultline/base:${RELEASE}-${RECIPE}`;

/** The base image that the engine has already; null when it has none. */
export async function findBaseImage(docker: Docker): Promise<string | null> {
  for (const reference of [OFFICIAL, OWN]) if ((await imageId(docker, reference)) !== null) return reference;
  return null;
}

/**
 * The base image: Debian's slim one if the engine has it, the one we made before, Debian's pulled, or one made here by
 * debootstrap (root, on Debian; 30 to 50 s). Throws FaultlineError 'no-base-image'.
 */
export async function ensureBaseImage(
  docker: Docker,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const found = await findBaseImage(docker);
  if (found !== null) return found;
  log(`pulling ${OFFICIAL}`);
  const refusal = await pull(docker, signal);
  if (refusal === null) return OFFICIAL;
  signal.throwIfAborted();
  log(`${OFFICIAL} could not be pulled; making a base image from Debian's packages`);
  try {
    await makeBase(docker, OWN, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new FaultlineError(
      `there is no base image: ${OFFICIAL} could not be pulled (${refusal}), nor one be made (${messageOf(error)})`,
      { code: 'no-base-image', hint: `load one by hand: docker pull ${OFFICIAL}`, cause: error },
    );
  }
  return OWN;
}

/** Null when it went well, else why not. */
async function pull(docker: Docker, signal: AbortSignal): Promise<string | null> {
  const bound = AbortSignal.any([signal, AbortSignal.timeout(PULL_TIMEOUT_MS)]);
  try {
    const stream = (await docker.pull(OFFICIAL, { abortSignal: bound })) as NodeJS.ReadableStream;
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
    });
    return (await imageId(docker, OFFICIAL)) === null ? 'it is not there after the pull' : null;
  } catch (error) {
    return messageOf(error);
  }
}

async function makeBase(docker: Docker, reference: string, signal: AbortSignal): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('only root can');
  const { root } = await ensurePackages(['debootstrap']);
  const { sources } = await machineAptSettings();
  const mirror = sources.find(({ suite }) => suite === RELEASE)?.uri;
  const folder = mkdtempSync(join(cacheFolder('base'), 'debootstrap-'));
  try {
    const words = [join(root, 'usr/sbin/debootstrap'), '--variant=minbase', RELEASE, folder];
    // In a mount namespace of its own, so that its mounts end with it.
    const made = await execa('unshare', ['--mount', ...words, ...(mirror === undefined ? [] : [mirror])], {
      reject: false,
      all: true,
      timeout: DEBOOTSTRAP_TIMEOUT_MS,
      cancelSignal: signal,
      env: {
        DEBOOTSTRAP_DIR: join(root, 'usr/share/debootstrap'),
        PATH: [process.env['PATH'], join(root, 'usr/sbin'), join(root, 'usr/bin')].join(delimiter),
      },
    });
    if (made.exitCode !== 0) throw new Error(lastLine(made.all ?? '') || made.shortMessage || 'debootstrap failed');
    await execa('sh', ['-ec', STRIP], { cwd: folder });
    await importFolder(docker, folder, reference);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function importFolder(docker: Docker, folder: string, reference: string): Promise<void> {
  const [repo = reference, tag = 'latest'] = reference.split(':');
  const tar = spawn('tar', ['-C', folder, '--numeric-owner', '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const progress = (await docker.importImage(tar.stdout, { repo, tag })) as NodeJS.ReadableStream;
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()));
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
