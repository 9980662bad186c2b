/** The Docker engine that the tests use: one that is there, or else one of our own that touches nothing of the machine's. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '../../harness/cluster/cache.js';
import { connectEngine } from '../../harness/cluster/docker/engine.js';
import { ensurePackages } from '../../harness/cluster/packages.js';
import { messageOf } from '../../harness/contracts/errors.js';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const POLL_INTERVAL_MS = 100;

/** Nothing of the machine's network, and no kernel setting, is changed by an engine with these. */
const HARMLESS = ['--iptables=false', '--ip-masq=false', '--ip-forward=false', '--bridge=none'];

/**
 * Keeps one engine while anybody uses it: $1 is the engine's folder, with one file named after its pid for each user;
 * what follows is the engine's command. It ends the engine when the last user is gone, however that one ended. Another
 * keeper waits until this one has let go of the folder.
 */
const KEEPER = `
folder=$1; shift
exec 9>"$folder/lock"
flock -w 30 9 || exit 0
used() {
  found=1
  for user in "$folder"/users/*; do
    if [ -d "/proc/\${user##*/}" ]; then found=0; else rm -f "$user"; fi
  done
  return $found
}
used || exit 0
"$@" 9>&- & engine=$!
while used && kill -0 "$engine" 2>/dev/null; do sleep 0.3; done
kill -TERM "$engine"
wait "$engine"
rm -f "$folder/docker.pid"`;

export interface TestEngine {
  /** null: there is none, and `reason` says why. A null `socketPath`: the one that the environment names. */
  readonly docker: { readonly socketPath: string | null } | null;
  readonly reason?: string;
  /** Leaves the engine; one of our own ends when its last user left. */
  stop(): Promise<void>;
}

/**
 * An engine that answers already, or, as root on Debian and unless FAULTLINE_NO_SETUP=1, one of our own: docker.io from
 * the private cache, its images kept there too, so that the next test run finds them. Never throws.
 */
export async function ensureEngine(): Promise<TestEngine> {
  const nothingToStop = async (): Promise<void> => {};
  try {
    await connectEngine();
    return { docker: { socketPath: process.env['FAULTLINE_DOCKER_SOCKET'] || null }, stop: nothingToStop };
  } catch (error) {
    const missing = (why: string): TestEngine => ({ docker: null, reason: why, stop: nothingToStop });
    if (process.env['FAULTLINE_NO_SETUP'] === '1') return missing(`${messageOf(error)}; FAULTLINE_NO_SETUP=1`);
    if (process.getuid?.() !== 0) return missing(`${messageOf(error)}; only root can start one`);
    if (!existsSync('/etc/debian_version')) return missing(`${messageOf(error)}; this is not Debian`);
    try {
      return await ownEngine();
    } catch (failure) {
      return missing(messageOf(failure));
    }
  }
}

async function ownEngine(): Promise<TestEngine> {
  const dataRoot = cacheFolder('docker');
  const name = createHash('sha256').update(dataRoot).digest('hex').slice(0, 8);
  // A short path, because a socket's may not be longer than 107 characters, and one that no reboot survives.
  const folder = join('/run', `faultline-engine-${name}`);
  mkdirSync(join(folder, 'users'), { recursive: true, mode: 0o700 });
  const socketPath = join(folder, 'docker.sock');
  const user = join(folder, 'users', String(process.pid));
  writeFileSync(user, '');
  const stop = async (): Promise<void> => {
    rmSync(user, { force: true });
    const deadline = performance.now() + STOP_TIMEOUT_MS;
    while (existsSync(join(folder, 'docker.pid')) && performance.now() < deadline) {
      if (inUse(folder)) return;
      await sleep(POLL_INTERVAL_MS);
    }
  };
  try {
    await start(folder, socketPath, dataRoot);
  } catch (error) {
    await stop();
    throw error;
  }
  return { docker: { socketPath }, stop };
}

async function start(folder: string, socketPath: string, dataRoot: string): Promise<void> {
  const { root } = await ensurePackages(['docker.io']);
  const places = [process.env['PATH'] ?? '', join(root, 'usr/sbin'), join(root, 'usr/bin')];
  const libraries = ['lib', `lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`];
  const environment = {
    ...process.env,
    PATH: places.join(delimiter),
    LD_LIBRARY_PATH: libraries.map((place) => join(root, 'usr', place)).join(':'),
  };
  const words = ['dockerd', ...HARMLESS, '--group', 'root', '--host', `unix://${socketPath}`, '--data-root', dataRoot];
  words.push('--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'docker.pid'));
  const logFile = join(dataRoot, 'engine.log');
  if (await answers(socketPath)) return;
  const log = openSync(logFile, 'a');
  spawn('sh', ['-c', KEEPER, 'keeper', folder, ...words], {
    stdio: ['ignore', log, log],
    env: environment,
    detached: true,
  }).unref();
  closeSync(log);
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (await answers(socketPath)) return;
    await sleep(POLL_INTERVAL_MS);
  }
  const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  throw new Error(`a Docker engine of our own did not start:\n${tail}`);
}

async function answers(socketPath: string): Promise<boolean> {
  return connectEngine({ FAULTLINE_DOCKER_SOCKET: socketPath }).then(
    () => true,
    () => false,
  );
}

function inUse(folder: string): boolean {
  return readdirSync(join(folder, 'users')).some((pid) => existsSync(`/proc/${pid}`));
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
