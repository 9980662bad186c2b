/** What client hosts cost: operations a second, and the time of one, where the client itself costs nothing. */
import { spawn } from 'node:child_process';
import { ClientHosts } from '../../harness/clients/client-hosts.js';
import { connectWorker } from '../../harness/clients/worker.js';
import type { ConversingProcess, Node, ProcessSpec } from '../../harness/contracts/cluster.js';
import type { TargetNode } from '../../harness/contracts/target.js';
import { limit, operations } from '../../harness/generator/index.js';
import { Recorder } from '../../harness/history/recorder.js';
import { type InterpreterOptions, interpret } from '../../harness/run/interpreter.js';
import { grouped, median, printTable } from '../table.js';
import { HOST_COMMAND, target, workload } from './no-op.js';

export const describe = 'a no-op client in the controller and on client hosts (processes of this machine, over pipes)';

const OPERATIONS = 100_000;
const ONE_BY_ONE = 20_000;
const WORKERS = 30;
const ROUNDS = 3;

type Connect = InterpreterOptions['connect'];

const node: TargetNode = { name: 'n1', index: 0, address: '127.0.0.1' };
const targetContext = { options: {}, nodes: [node] };
const write = operations(({ random }) => ({ f: 'write', value: [random.integer(100), 5] }));

/** A node that is no machine: only the way there and back is measured. */
function plainNode(name: string): Pick<Node, 'name' | 'converse' | 'logs'> {
  return {
    name,
    logs: async () => new Map(),
    converse: async ({ name: program, command: [path = '', ...words] }: ProcessSpec): Promise<ConversingProcess> => {
      const child = spawn(path, words, { stdio: ['pipe', 'pipe', 'inherit'] });
      return {
        ...{ name: program, stdin: child.stdin, stdout: child.stdout },
        exited: new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal }))),
        signal: async (signal) => void child.kill(`SIG${signal}`),
        state: async () => 'running',
      };
    },
  };
}

/** Operations a second. */
async function drive(connect: Connect, threads: number, count: number): Promise<number> {
  const zero = process.hrtime.bigint();
  const began = performance.now();
  await interpret({
    ...{ generator: limit(count, write), threads, seed: 1, opTimeoutMs: 5_000, connect },
    recorder: Recorder.create({ path: null }),
    now: () => Number(process.hrtime.bigint() - zero),
    signal: new AbortController().signal,
  });
  return count / ((performance.now() - began) / 1e3);
}

const inController: Connect = () => connectWorker({ ...{ target, workload, targetContext, node, lies: null } });

async function withHosts<T>(count: number, use: (connect: Connect) => Promise<T>): Promise<T> {
  const hosts = new ClientHosts({
    nodes: Array.from({ length: count }, (_, index) => plainNode(`c${index + 1}`)),
    program: { command: HOST_COMMAND, isOurs: true, target: target.name, workload: workload.name },
    interface: workload.client,
    log: (line) => console.error(line),
    onFailure: (error) => {
      throw error;
    },
  });
  try {
    await hosts.startAll();
    return await use((thread) => hosts.connect({ thread, node, targetContext, lies: null }));
  } finally {
    await hosts.killAll();
  }
}

export async function run(): Promise<void> {
  const places: readonly (readonly [string, <T>(use: (connect: Connect) => Promise<T>) => Promise<T>])[] = [
    ['in the controller (baseline)', (use) => use(inController)],
    ['on 1 client host', (use) => withHosts(1, use)],
    ['on 2 client hosts', (use) => withHosts(2, use)],
  ];
  const many = places.map(() => [] as number[]);
  const single = places.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, [, within]] of places.entries()) {
      await within(async (connect) => {
        await drive(connect, WORKERS, OPERATIONS / 10);
        many[index]?.push(await drive(connect, WORKERS, OPERATIONS));
        single[index]?.push(1e6 / (await drive(connect, 1, ONE_BY_ONE)));
      });
    }
  }
  const [baseline = 1] = many.map(median);
  const rows = places.map(([name], index) => {
    const rate = median(many[index] ?? []);
    return [name, grouped(rate), (rate / baseline).toFixed(3), median(single[index] ?? []).toFixed(1)];
  });
  printTable(['', `operations/s, ${WORKERS} threads`, 'of baseline', 'µs an operation, 1 thread'], rows);
}
