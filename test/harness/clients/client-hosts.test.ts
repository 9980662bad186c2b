/** Clients on hosts of their own: as clients in the controller, but that their host can be stopped, killed and lost. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { ClientHosts } from '../../../harness/clients/client-hosts.js';
import { PlantedLies } from '../../../harness/clients/plant.js';
import type { ClientWorker } from '../../../harness/clients/worker.js';
import type { FaultlineError } from '../../../harness/contracts/errors.js';
import type { Completion } from '../../../harness/contracts/operation.js';
import type { Liar } from '../../../harness/contracts/workload.js';
import { PlainNode } from './plain-node.js';

const fixture = fileURLToPath(new URL('./host-fixture.ts', import.meta.url));
const ours = [process.execPath, '--import', 'tsx', fixture];

const folders: string[] = [];
const open: { readonly nodes: readonly PlainNode[] }[] = [];
afterEach(() => {
  for (const { nodes } of open.splice(0)) for (const node of nodes) node.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function hosts(count: number, told: { command?: readonly string[]; target?: string; interface?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-hosts-'));
  folders.push(folder);
  const nodes = Array.from({ length: count }, (_, index) => new PlainNode(`c${index + 1}`, folder));
  const failures: FaultlineError[] = [];
  const { command = ours, target = 'obedient' } = told;
  const made = new ClientHosts({
    nodes,
    program: { command, isOurs: command === ours, target, workload: 'orders' },
    interface: told.interface ?? 'obedient',
    log: () => {},
    onFailure: (error) => failures.push(error),
  });
  const set = { hosts: made, nodes, failures, folder };
  open.push(set);
  return set;
}

const node = { name: 'n1', index: 0, address: '10.0.0.1' };
const connect = (of: ClientHosts, thread: number, lies: PlantedLies | null = null): Promise<ClientWorker> =>
  of.connect({ thread, node, targetContext: { options: { a: [1] }, nodes: [node] }, lies });
const ask = (worker: ClientWorker, f: string, value: unknown = null): Promise<Completion> =>
  worker.invoke({ f, value, process: 7 });
const pidOf = async (worker: ClientWorker): Promise<unknown> => ((await ask(worker, 'who')).value as unknown[])[3];

test('a thread lives on the host of its number, and what it is told of the run is what the target sees', async () => {
  const { hosts: two, nodes } = hosts(2);
  await two.startAll();
  const workers = await Promise.all([0, 1, 2, 3].map((thread) => connect(two, thread)));
  const answers = await Promise.all(workers.map((worker) => ask(worker, 'who')));
  const [first, second] = nodes.map(({ children }) => children[0]?.pid);
  expect(answers.map(({ value }) => value)).toEqual([
    ['n1', { a: [1] }, 7, first],
    ['n1', { a: [1] }, 7, second],
    ['n1', { a: [1] }, 7, first],
    ['n1', { a: [1] }, 7, second],
  ]);
  expect(workers.map((worker) => worker.node)).toEqual(['n1', 'n1', 'n1', 'n1']);
});

test('outcomes are those that the same client has in the controller', async () => {
  const { hosts: one, failures } = hosts(1);
  await one.startAll();
  const worker = await connect(one, 0);
  expect(await ask(worker, 'same', 5)).toEqual({ type: 'ok' });
  expect(await ask(worker, 'refuse', 'way')).toEqual({ type: 'fail', error: 'no way' });
  expect(await ask(worker, 'nothing')).toEqual({ type: 'fail', error: 'there is no nothing' });
  await expect(ask(worker, 'break')).rejects.toThrow('broken');
  // What a target prints is in the log, whatever it looks like.
  await ask(worker, 'print');
  expect(await ask(worker, 'same')).toEqual({ type: 'ok' });
  expect(failures).toEqual([]);
});

test('closing a client breaks what it is doing, and its host goes on', async () => {
  const { hosts: one } = hosts(1);
  await one.startAll();
  const [worker, other] = await Promise.all([connect(one, 0), connect(one, 0)]);
  const hanging = ask(worker, 'hang');
  await worker.close();
  await expect(hanging).rejects.toThrow('closed');
  await worker.close();
  expect(await ask(other, 'same')).toEqual({ type: 'ok' });
});

test('a target that refuses a connection refuses the client, as in the controller', async () => {
  const { hosts: one } = hosts(1);
  await one.startAll();
  const refusing = { ...node, address: 'refuse' };
  const context = { options: {}, nodes: [refusing] };
  await expect(one.connect({ thread: 0, node: refusing, targetContext: context, lies: null })).rejects.toThrow(
    'connection refused',
  );
});

test('a killed host takes with it what is under way, opens nothing while it is down, and comes back as another program', async () => {
  const { hosts: two, failures } = hosts(2);
  await two.startAll();
  const [worker, other] = await Promise.all([connect(two, 0), connect(two, 1)]);
  const before = await pidOf(worker);
  const hanging = ask(worker, 'hang');
  const killing = two.kill('c1');
  await expect(hanging).rejects.toThrow('the client host c1 ended (SIGKILL)');
  await killing;
  expect(await two.state('c1')).toBe('gone');
  await expect(connect(two, 0)).rejects.toThrow('the client host c1 is down');
  await expect(ask(worker, 'same')).rejects.toThrow('ended');
  await worker.close();
  expect(await ask(other, 'same')).toEqual({ type: 'ok' });
  await two.start('c1');
  await two.start('c1');
  expect(await two.state('c1')).toBe('running');
  expect(await pidOf(await connect(two, 0))).not.toBe(before);
  await expect(ask(worker, 'same')).rejects.toThrow('ended');
  expect(failures).toEqual([]);
  expect(two.crashed('c1')).toBe(false);
});

test('a host that is asked to end ends by SIGTERM', async () => {
  const { hosts: one, nodes, failures } = hosts(1);
  await one.startAll();
  await one.stop('c1');
  expect(nodes[0]?.children[0]?.signalCode).toBe('SIGTERM');
  expect(failures).toEqual([]);
});

test('a host that ends by itself is a failure of the run, told once with the end of its log', async () => {
  const { hosts: one, failures } = hosts(1);
  await one.startAll();
  const worker = await connect(one, 0);
  await ask(worker, 'print');
  await expect(ask(worker, 'exit', 3)).rejects.toThrow('ended (exit code 3)');
  await expect.poll(() => failures.length).toBe(1);
  expect(failures[0]?.code).toBe('client-host');
  expect(failures[0]?.message).toContain('the client host c1 ended by itself (exit code 3)');
  expect(failures[0]?.message).toContain('"printed"');
  expect(one.crashed('c1')).toBe(true);
});

test('the kernel that kills a starved host is to blame, and the host is revived', async () => {
  const { hosts: one, nodes, failures } = hosts(1);
  await one.startAll();
  one.excuse('c1', ['memory']);
  nodes[0]?.children[0]?.kill('SIGKILL');
  await expect.poll(() => one.state('c1')).toBe('gone');
  expect(one.crashed('c1')).toBe(false);
  one.excuse('c1', []);
  await one.revive('c1');
  expect(await one.state('c1')).toBe('running');
  expect(failures).toEqual([]);
});

test.each([
  ['a target that it does not have', { target: 'other' }, 'cannot do this run: there is no target other'],
  ['an interface that it does not have', { interface: 'lock' }, 'has no lock client, it has obedient'],
  ['a program that ends at once', { command: ['sh', '-c', 'echo oops >&2; exit 4'] }, 'ended by itself (exit code 4)'],
  [
    'a program of another version',
    { command: ['sh', '-c', 'read line; echo \'{"id":1,"type":"ok","version":2}\'; cat'] },
    'speaks version 2 of the protocol, and we 1',
  ],
  [
    'a program of no version',
    { command: ['sh', '-c', 'read line; echo \'{"id":1,"type":"ok"}\'; cat'] },
    'version unknown',
  ],
  ['a program that says what it may not', { command: ['sh', '-c', 'echo \'{"id":9,"type":"ok"}\'; cat'] }, 'not asked'],
])('%s is told before the run begins, once', async (_, told, message) => {
  const { hosts: one, failures } = hosts(1, told);
  const starting = one.startAll();
  await expect(starting).rejects.toThrow(message);
  await starting.catch((error: unknown) => expect(failures).toEqual([error]));
});

test('a program of the user that fails is called so', async () => {
  const { hosts: one, folder } = hosts(1, { command: ['sh', '-c', 'echo oops >&2; exit 4'] });
  const error = (await one.startAll().catch((thrown: unknown) => thrown)) as FaultlineError;
  expect(error.message).toContain('oops');
  expect(error.hint).toContain('your program');
  expect(error.hint).toContain('docs/client-protocol.md');
  expect(readFileSync(join(folder, 'c1-client-host.log'), 'utf8')).toBe('oops\n');
});

test('a lie is told of what was answered, and of nothing else', async () => {
  const { hosts: one } = hosts(1);
  await one.startAll();
  const seen: string[] = [];
  const liar: Liar = {
    intercept: () => null,
    falsify: ({ f }, { type }) => {
      seen.push(`${f} ${type}`);
      return f === 'same' ? { type: 'ok', value: 'a lie' } : null;
    },
  };
  const lies = new PlantedLies(liar, 1);
  const worker = await connect(one, 0, lies);
  await expect(ask(worker, 'break')).rejects.toThrow('broken');
  expect(await ask(worker, 'same')).toEqual({ type: 'ok', value: 'a lie' });
  expect(seen).toEqual(['same ok']);
  expect(lies.told).toBe(1);
});

test('our program ends with its controller', async () => {
  const { hosts: one, nodes } = hosts(1);
  await one.startAll();
  nodes[0]?.children[0]?.stdin?.end();
  await expect.poll(() => one.state('c1'), { timeout: 5_000 }).toBe('gone');
});
