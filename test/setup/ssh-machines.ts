/** Machines with an sshd for the tests: containers of the image that docker-compose.yml brings too, in a network of their own. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { imageId } from '../../harness/cluster/docker/build.js';
import { connectEngine } from '../../harness/cluster/docker/engine.js';
import { ensureNodeImage } from '../../harness/cluster/docker/images.js';
import { runLabels } from '../../harness/cluster/docker/labels.js';
import { removeRun } from '../../harness/cluster/docker/leftovers.js';
import { createNetwork } from '../../harness/cluster/docker/network.js';
import type { SshHost, SshSettings } from '../../harness/cluster/ssh/settings.js';
import { soundKeyPair } from './key-pair.js';

const RECIPE = fileURLToPath(new URL('../../harness/cluster/ssh/machine/', import.meta.url));
const FILES = ['Dockerfile', 'start.sh'];
const UP_TIMEOUT_MS = 20_000;

export interface TestMachine {
  readonly host: SshHost;
  readonly container: Docker.Container;
  /** Runs a script as root there, without ssh, and answers what it prints. Throws when it fails. */
  run(script: string): Promise<string>;
}

export interface TestMachines {
  readonly machines: readonly TestMachine[];
  readonly settings: SshSettings;
  /** Holds the key and the known hosts. */
  readonly folder: string;
  remove(): Promise<void>;
}

export interface MachineOptions {
  readonly count: number;
  /** Lines of sshd_config besides the usual ones. */
  readonly sshd?: string;
  /** Debian packages besides what the image has. */
  readonly packages?: readonly string[];
  /** A folder of ours in which the machines make the key, as docker-compose.yml has it. */
  readonly keysFolder?: string;
}

/** What a machine that is a container needs; docker-compose.yml gives the same. */
export const CAPABILITIES = ['NET_ADMIN', 'SYS_ADMIN', 'SYS_PTRACE', 'KILL', 'SYS_NICE'];
export const SECURITY = ['apparmor=unconfined'];

/** Starts them, waits until each answers, and knows their keys. */
export async function startMachines({
  count,
  sshd = '',
  packages = [],
  keysFolder,
}: MachineOptions): Promise<TestMachines> {
  const docker = await connectEngine();
  const image = await machineImage(docker, packages);
  const folder = mkdtempSync(join(tmpdir(), 'faultline-ssh-'));
  const runId = `machines-${process.pid}-${folder.slice(-6).toLowerCase()}`;
  const pair = soundKeyPair();
  writeFileSync(join(folder, 'key'), pair.private, { mode: 0o600 });
  const remove = async (): Promise<void> => {
    await removeRun(docker, runId);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const network = await createNetwork(docker, runId, `faultline-${runId}`, null);
    const machines = await Promise.all(
      Array.from({ length: count }, async (_, index): Promise<TestMachine> => {
        const { address } = network.addressesOf(index);
        const container = await docker.createContainer({
          name: `faultline-${runId}-m${index + 1}`,
          Image: image,
          Hostname: `machine${index + 1}`,
          Env: [
            `FAULTLINE_AUTHORIZED_KEY=${keysFolder === undefined ? pair.public : ''}`,
            `FAULTLINE_ADDRESS=${address}`,
            `FAULTLINE_SSHD=${sshd}`,
          ],
          Labels: { ...runLabels(runId) },
          HostConfig: {
            NetworkMode: network.name,
            CapAdd: CAPABILITIES,
            SecurityOpt: SECURITY,
            Binds: keysFolder === undefined ? [] : [`${keysFolder}:/keys`],
          },
          NetworkingConfig: { EndpointsConfig: { [network.name]: { IPAMConfig: { IPv4Address: address } } } },
        });
        await container.start();
        return {
          host: { host: address, port: 22, user: 'root' },
          container,
          run: (script) => runIn(docker, container, script),
        };
      }),
    );
    const lines = await Promise.all(machines.map(async (machine) => `${machine.host.host} ${await hostKey(machine)}`));
    writeFileSync(join(folder, 'known_hosts'), `${lines.join('\n')}\n`);
    const settings: SshSettings = {
      hosts: machines.map(({ host }) => host),
      keys: [keysFolder === undefined ? join(folder, 'key') : join(keysFolder, 'id_ed25519')],
      knownHosts: join(keysFolder ?? folder, 'known_hosts'),
      sudo: 'none',
    };
    return { machines, settings, folder, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** What can be seen of a machine that a run must leave as it was. */
export async function stateOfMachine(machine: TestMachine): Promise<Readonly<Record<string, string>>> {
  const parts = {
    ruleset: 'nft list ruleset 2>/dev/null',
    queues: 'tc qdisc show; ip -d link show | grep -o "gso_max_segs [0-9]*"',
    mounts: 'cat /proc/self/mounts',
    processes: 'ps -eo args=',
    settings: 'cat /proc/sys/net/ipv4/icmp_ratelimit',
    folders: 'find /var/lib/faultline /data /tmp -mindepth 1 -not -path "*/software*" 2>/dev/null | sort',
  };
  const seen: [string, string][] = [];
  // One after the other: none is to be seen by another.
  for (const [name, script] of Object.entries(parts)) seen.push([name, await machine.run(`${script} || true`)]);
  const { processes = '', ...others } = Object.fromEntries(seen);
  return { ...others, processes: processes.split('\n').filter(isLasting).sort().join('\n') };
}

/** The sshd of each connection, and what looks at the processes, come and go. */
function isLasting(command: string): boolean {
  return command.trim() !== '' && !/^(sshd: |ps |\/bin\/sh -c ps |runc|\[)/.test(command.trim());
}

/** As docker-compose.yml builds it, on a base that has the programs already, so that nothing is downloaded twice. */
async function machineImage(docker: Docker, packages: readonly string[]): Promise<string> {
  const signal = new AbortController().signal;
  const base = await ensureNodeImage(docker, {
    packages: ['openssh-server', 'sudo', ...packages],
    log: () => {},
    signal,
  });
  const texts = FILES.map((name) => readFileSync(join(RECIPE, name), 'utf8'));
  const tag = `faultline/machine:${createHash('sha256')
    .update(JSON.stringify([await imageId(docker, base), texts]))
    .digest('hex')
    .slice(0, 12)}`;
  if ((await imageId(docker, tag)) !== null) return tag;
  const stream = await docker.buildImage({ context: RECIPE, src: FILES }, { t: tag, buildargs: { BASE: base } });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error: Error | null, lines: { error?: string }[]) => {
      const failure = error ?? lines.find((line) => line.error !== undefined)?.error;
      if (failure) reject(failure instanceof Error ? failure : new Error(String(failure)));
      else resolve();
    });
  });
  return tag;
}

/** Waits until sshd answers there. */
async function hostKey(machine: TestMachine): Promise<string> {
  const deadline = performance.now() + UP_TIMEOUT_MS;
  for (;;) {
    try {
      await machine.run('ss -Hltn sport = :22 | grep -q LISTEN');
      return (await machine.run('cut -d " " -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub')).trim();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function runIn(docker: Docker, container: Docker.Container, script: string): Promise<string> {
  const exec = await container.exec({ Cmd: ['/bin/sh', '-c', script], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const parts: Buffer[] = [];
  const output = new PassThrough();
  output.on('data', (chunk: Buffer) => parts.push(chunk));
  docker.modem.demuxStream(stream, output, output);
  await new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) stream.once(event, () => resolve());
  });
  const text = Buffer.concat(parts).toString();
  const { ExitCode: code } = await exec.inspect();
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${text}`);
  return text;
}
