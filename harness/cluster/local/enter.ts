/** The outer half of a local run: starts the controller again inside namespaces of its own, and outlives it cleanly. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { FaultlineError } from '../../contracts/errors.js';
import type { Software } from '../../contracts/target.js';
import { ensureNewerPackages } from '../newer-packages.js';
import { ensurePackages } from '../packages.js';
import { startKeeper } from './keeper.js';
import { probeNamespaces, unshareFlags } from './namespaces.js';
import { createRunSpace } from './run-space.js';

/** What the inner controller finds in its environment. */
const INSIDE = 'FAULTLINE_INSIDE';

/** Programs that a local cluster needs besides util-linux and perl, and the Debian packages that have them. */
export const TOOLS: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  tc: 'iproute2',
  nft: 'nftables',
  tini: 'tini',
};
/** What the nodes' clocks are read with; not in perl-base, which is all that every Debian machine has. */
const CLOCK_READER = { command: ['perl', '-MTime::HiRes', '-e', '1'], package: 'perl' } as const;

const SYSTEM_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** What the outer half hands to the inner one. */
export interface Inside {
  /** Folder of this run's nodes, on disk. */
  readonly space: string;
  readonly mode: 'root' | 'user';
}

/** What the outer half handed over, or null outside. */
export function inside(): Inside | null {
  const text = process.env[INSIDE];
  return text === undefined ? null : (JSON.parse(text) as Inside);
}

/** Is a program on the PATH, or where root's programs are? */
export function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_PATH];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/**
 * In the controller's own mount namespace: the packages' files are laid over /usr, and this machine's stay as they
 * are. tini reaps, and hands signals on.
 */
const SETUP = `set -e
layers=$1; shift
[ -z "$layers" ] || mount -t overlay faultline -o "lowerdir=$layers:/usr" /usr
ip link set lo up
exec tini -- "$@"`;

export interface EnterOptions {
  /** Program and arguments to run inside, such as [process.execPath, ...process.argv.slice(1)]. */
  readonly command: readonly string[];
  readonly software: readonly Software[];
  /** Nothing is fetched: what is not on this machine is not there. */
  readonly keepSoftware?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a command inside namespaces of its own, with the software laid over /usr, and answers its exit code. Signals
 * reach it once each. Whatever ends this process, kill -9 included, ends everything inside.
 * Throws FaultlineError 'no-namespaces', 'no-apt', 'packages', 'no-software'.
 */
export async function enterNamespaces(options: EnterOptions): Promise<number> {
  const namespaces = await probeNamespaces();
  if (namespaces.mode === null) {
    throw new FaultlineError(namespaces.reason, { code: 'no-namespaces', hint: namespaces.hint });
  }
  const layers = options.keepSoftware === true ? await noLayers() : await softwareLayers(options.software);
  const space = createRunSpace();
  const clearAway = startKeeper(space.folder);
  const handed: Inside = { space: space.folder, mode: namespaces.mode };
  const path = [...new Set([...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_PATH])].join(delimiter);
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'unshare', ...unshareFlags(namespaces.mode), '/bin/sh', '-c', SETUP, 'faultline']
      .concat(layers.join(':'))
      .concat(options.command),
    {
      // A session of its own: a terminal's Ctrl-C then reaches only us, and we hand it on once.
      detached: true,
      stdio: 'inherit',
      env: { ...process.env, ...options.environment, PATH: path, [INSIDE]: JSON.stringify(handed) },
    },
  );
  const forward = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  };
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH'];
  for (const signal of signals) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', (error) =>
        reject(
          new FaultlineError(`setpriv could not be started: ${error.message}`, {
            code: 'no-namespaces',
            hint: 'install util-linux',
          }),
        ),
      );
      child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
    });
  } finally {
    for (const signal of signals) process.off(signal, forward);
    space.remove();
    clearAway();
  }
}

/** Whether this machine has what the nodes' clocks are read with. */
export async function canReadClocks(): Promise<boolean> {
  const [program, ...words] = CLOCK_READER.command;
  return (await execa(program, words, { reject: false })).exitCode === 0;
}

/**
 * Throws FaultlineError 'no-software' when this machine has not what a local cluster itself needs, where its nodes look
 * for it: they see /usr and no other folder of the machine's programs.
 */
async function noLayers(): Promise<readonly string[]> {
  const names = await missingTools((program) => SYSTEM_PATH.some((folder) => existsSync(join(folder, program))));
  if (names.length === 0) return [];
  throw new FaultlineError(`a local cluster needs ${names.join(', ')}, and --keep-software fetches nothing`, {
    code: 'no-software',
    value: names,
    hint: 'install them, or leave --keep-software out',
  });
}

/** Debian packages of the programs that a local cluster itself needs and this machine has not. */
async function missingTools(isThere: (program: string) => boolean): Promise<string[]> {
  const missing = Object.entries(TOOLS).flatMap(([program, name]) => (isThere(program) ? [] : [name]));
  if (!(await canReadClocks())) missing.push(CLOCK_READER.package);
  return [...new Set(missing)];
}

/** Folders to be laid over /usr: what is not on this machine already, fetched into the private cache. */
export async function softwareLayers(software: readonly Software[]): Promise<readonly string[]> {
  const missing = await missingTools((program) => findProgram(program) !== null);
  const layers: string[] = [];
  if (missing.length > 0) layers.push((await ensurePackages(missing)).root);
  const overlays = software.flatMap(({ overlay }) => overlay ?? []);
  for (const { debian = [], newer = [], binaries = [], overlay } of software) {
    const isThere = (program: string): boolean => findProgram(program) !== null || isIn(program, overlay);
    const present = binaries.length > 0 && binaries.every(isThere);
    if (debian.length > 0 && !present) layers.push((await ensurePackages(debian)).root);
    if (newer.length > 0 && !present) layers.push((await ensureNewerPackages(newer)).root);
  }
  // The first lies on top.
  return [...overlays, ...layers.map((root) => join(root, 'usr'))];
}

function isIn(program: string, overlay: string | undefined): boolean {
  return overlay !== undefined && ['bin', 'sbin'].some((folder) => existsSync(join(overlay, folder, program)));
}
