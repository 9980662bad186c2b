/** The docker cluster on a real engine: what it promises about nodes, processes, filters, logs, and what it leaves. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDockerCluster } from '../../../harness/cluster/docker/cluster.js';
import { connectEngine } from '../../../harness/cluster/docker/engine.js';
import { RUN_LABEL } from '../../../harness/cluster/docker/labels.js';
import { dockerNodeCommand } from '../../../harness/cluster/docker/shell.js';
import { CLIENTS, type Cluster, type Node } from '../../../harness/contracts/cluster.js';
import type { Cut } from '../../../harness/contracts/trouble.js';
import { missingForDocker } from '../../setup/global.js';
import { describePart } from '../../setup/parts.js';

const runId = `test-${process.pid}`;
const logFolder = mkdtempSync(join(tmpdir(), 'faultline-docker-'));
const signal = new AbortController().signal;

/** Answers each line with the same line. */
const ECHO = `use IO::Socket::INET; my $l = IO::Socket::INET->new(LocalPort => 7000, Listen => 9, ReuseAddr => 1) or die;
$| = 1; print "echo is up\\n"; while (my $c = $l->accept) { while (<$c>) { print $c $_ } }`;
const echo = { name: 'echo', command: ['perl', '-e', ECHO] };

/** One line there and back; null when no answer comes in time. */
function ask(address: string, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 7000 });
    const end = (answer: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end(null), timeoutMs);
    socket.on('connect', () => socket.write('hello\n'));
    socket.on('data', (data) => end(data.toString().trim()));
    socket.on('error', () => end(null));
  });
}

async function answered(address: string): Promise<string | null> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const answer = await ask(address, 1_000);
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
}

/** Things on the engine with a label. */
async function things(label: string): Promise<number> {
  const docker = await connectEngine();
  const filters = { label: [label] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return containers.length + networks.length + (volumes?.length ?? 0);
}

describePart('docker', await missingForDocker(), 'docker cluster', () => {
  let cluster: Cluster;
  const node = (name: string): Node => {
    const found = cluster.nodes.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`no node ${name}`);
    return found;
  };
  /** Applies cuts and expects the probes, both families, to lose exactly these. */
  const expectCut = async (cuts: readonly Cut[]): Promise<void> => {
    const key = ({ from, to }: Cut): string => `${from}>${to}`;
    const lost = new Set(cuts.map(key));
    await cluster.applyNetwork({ cuts, links: [] });
    const { reach } = await cluster.measureNetwork({ cuts, links: [] });
    expect(reach).toHaveLength(4 * 3 * 2);
    const measured = reach.filter(({ arrived }) => !arrived).map((sample) => `${key(sample)}/${sample.family}`);
    expect(measured.sort()).toEqual([...lost].flatMap((link) => [`${link}/4`, `${link}/6`]).sort());
  };

  beforeAll(async () => {
    const options = { software: {}, logFolder, signal };
    // The images, which are made once, are not what is measured.
    await (await createDockerCluster({ ...options, runId: `${runId}-images`, nodes: 1 })).close();
    const start = performance.now();
    cluster = await createDockerCluster({ ...options, runId, nodes: 3 });
    console.log(`docker: from call to 3 ready nodes ${Math.round(performance.now() - start)} ms`);
  });

  afterAll(async () => {
    await cluster?.close();
    rmSync(logFolder, { recursive: true, force: true });
  });

  test('nodes know themselves and each other by name', async () => {
    expect(cluster.nodes.map(({ name }) => name)).toEqual(['n1', 'n2', 'n3']);
    expect((await node('n2').exec(['hostname'])).stdout).toBe('n2\n');
    const hosts = (await node('n1').exec(['getent', 'ahosts', 'n3'])).stdout;
    expect(hosts).toContain(node('n3').address);
    expect(hosts).toContain(node('n3').address6);
  });

  test('a command that fails says how, and a slow one does not spoil the next', async () => {
    await expect(node('n1').exec(['sh', '-c', 'echo broken >&2; exit 7'])).rejects.toThrow(/failed with 7: broken/);
    expect((await node('n1').exec(['sh', '-c', 'exit 7'], { allowFailure: true })).exitCode).toBe(7);
    await expect(node('n1').exec(['sleep', '9'], { timeoutMs: 100 })).rejects.toThrow(/did not end within 100 ms/);
    expect((await node('n1').exec(['echo', "it's $HOME"])).stdout).toBe("it's $HOME\n");
  });

  test('files are written, read and wiped as the processes see them', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256);
    await node('n1').put('/data/deep/file', bytes);
    expect(Buffer.compare(await node('n1').get('/data/deep/file'), bytes)).toBe(0);
    const copy = await node('n1').start({ name: 'copy', command: ['cp', '/data/deep/file', '/tmp/copy'] });
    expect(await copy.exited).toEqual({ code: 0, signal: null });
    expect(Buffer.compare(await node('n1').get('/tmp/copy'), bytes)).toBe(0);
    await node('n1').wipe('/data');
    expect((await node('n1').exec(['ls', '-A', '/data'])).stdout).toBe('');
    await expect(node('n2').get('/data/deep/file')).rejects.toThrow(/could not be read/);
    await expect(node('n1').put('/etc/passwd', '')).rejects.toThrow(/not shared/);
  });

  test('a killed process starts again at the same address, behind the same filters', async () => {
    const first = await node('n1').start(echo);
    expect(await answered(node('n1').address)).toBe('hello');
    await expect(node('n1').start(echo)).rejects.toThrow(/runs on n1 already/);
    const cuts = [{ from: CLIENTS, to: 'n1' }];
    await expectCut(cuts);
    await first.signal('KILL');
    expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await first.state()).toBe('gone');
    const start = performance.now();
    const second = await node('n1').start(echo);
    console.log(`docker: a process starts again in ${Math.round(performance.now() - start)} ms`);
    expect(await second.state()).toBe('running');
    expect(await ask(node('n1').address, 300)).toBeNull();
    await cluster.applyNetwork({ cuts: [], links: [] });
    expect(await answered(node('n1').address)).toBe('hello');
    await second.signal('TERM');
    expect(await second.exited).toEqual({ code: null, signal: 'SIGTERM' });
    await second.signal('KILL');
  });

  test('a signal reaches everything that a process forked, and nothing else', async () => {
    const family = { name: 'family', command: ['sh', '-c', '(setsid sleep 1000 &) ; sleep 1000'] };
    const [stopped, other] = await Promise.all([
      node('n2').start(family),
      node('n2').start({ ...family, name: 'other' }),
    ]);
    expect(await stopped.state()).toBe('running');
    await stopped.signal('STOP');
    expect(await stopped.state()).toBe('stopped');
    expect(await other.state()).toBe('running');
    expect(await cluster.audit()).toHaveLength(3);
    await stopped.signal('CONT');
    expect(await stopped.state()).toBe('running');
    await stopped.signal('STOP');
    await stopped.signal('KILL');
    expect((await stopped.exited).signal).toBe('SIGKILL');
    expect(await stopped.state()).toBe('gone');
    await other.signal('KILL');
    await other.exited;
    const left = await node('n2').exec(['pgrep', '-x', 'sleep']);
    expect(left.stdout.trim().split('\n')).toHaveLength(1);
  });

  test('cuts are one-way, of both families, replaced whole, and fast', async () => {
    await expectCut([{ from: 'n1', to: 'n2' }]);
    await expectCut([
      { from: 'n2', to: 'n1' },
      { from: 'n3', to: CLIENTS },
      { from: CLIENTS, to: 'n2' },
    ]);
    expect(await cluster.audit()).toEqual(['n1', 'n2', 'n3'].map((name) => `${name}: packet filter table faultline`));
    const start = performance.now();
    await cluster.applyNetwork({ cuts: [{ from: 'n1', to: 'n3' }], links: [] });
    console.log(`docker: cuts applied in ${Math.round(performance.now() - start)} ms`);
    await expectCut([]);
    expect(await cluster.audit()).toEqual([]);
  });

  test('logs are gathered as they are written, over restarts', async () => {
    const words = { name: 'words', command: ['sh', '-c', 'echo out; echo err >&2'] };
    for (let round = 0; round < 2; round += 1) await (await node('n3').start(words)).exited;
    await cluster.collectLogs(logFolder);
    const path = (await node('n3').logs()).get('words') ?? '';
    expect(path).toBe(join(logFolder, 'n3', 'words.log'));
    expect(
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .sort(),
    ).toEqual(['err', 'err', 'out', 'out']);
    const elsewhere = join(logFolder, 'copy');
    await cluster.collectLogs(elsewhere);
    expect(existsSync(join(elsewhere, 'n3', 'words.log'))).toBe(true);
  });

  test('a program that cannot be started says so, and its node goes on', async () => {
    const nothing = { name: 'nothing', command: ['/no/such/program'] };
    for (let round = 0; round < 2; round += 1) {
      await expect(node('n3').start(nothing)).rejects.toThrow(/nothing could not be started on n3: .*no such file/i);
    }
    const something = await node('n3').start({ ...nothing, command: ['true'] });
    expect(await something.exited).toEqual({ code: 0, signal: null });
    expect((await node('n3').exec(['echo', 'on'])).stdout).toBe('on\n');
  });

  test('there is a way in from outside', async () => {
    const command = await dockerNodeCommand('n2', ['hostname']);
    expect(command?.at(-1)).toBe('hostname');
    expect(await dockerNodeCommand('n99', ['hostname'])).toBeNull();
  });

  test('a busy subnet is one clear message, and leaves nothing', async () => {
    const taken = node('n1').address.replace(/\d+$/, '0/24');
    const options = { runId: `${runId}-busy`, nodes: 1, software: {}, logFolder, signal };
    await expect(createDockerCluster({ ...options, subnet: taken })).rejects.toThrow(`the subnet ${taken} is busy`);
    await expect(createDockerCluster({ ...options, subnet: 'here' })).rejects.toThrow(/not a subnet/);
    expect(await things(`${RUN_LABEL}=${runId}-busy`)).toBe(0);
  });

  test('an interrupted creation leaves nothing', async () => {
    const abort = new AbortController();
    const options = { runId: `${runId}-cut-short`, nodes: 2, software: {}, logFolder, signal: abort.signal };
    const creation = createDockerCluster(options);
    const seen = async (): Promise<void> => {
      while ((await things(`${RUN_LABEL}=${options.runId}`)) === 0)
        await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await seen();
    abort.abort();
    await expect(creation).rejects.toThrow(/abort/i);
    expect(await things(`${RUN_LABEL}=${options.runId}`)).toBe(0);
  });

  test('closing leaves nothing, and may be done twice', async () => {
    expect(await things(`${RUN_LABEL}=${runId}`)).toBeGreaterThan(3);
    await cluster.close();
    expect(await things(`${RUN_LABEL}=${runId}`)).toBe(0);
    await cluster.close();
  });
});
