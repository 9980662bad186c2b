/** The processes of a whole cluster: what is done to a node is done to the target's, and to a client host's own program alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { ClientHosts } from '../../../harness/clients/client-hosts.js';
import { RoutedProcesses } from '../../../harness/clients/routed-processes.js';
import type { ProcessControl } from '../../../harness/cluster/reconciler.js';
import type { FaultlineError } from '../../../harness/contracts/errors.js';
import { PlainNode } from './plain-node.js';

const fixture = fileURLToPath(new URL('./host-fixture.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'faultline-routes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A target that does nothing but remember what was asked of it. */
class Remembering implements ProcessControl {
  readonly asked: string[] = [];

  kill = async (node: string): Promise<void> => this.remember('kill', node);
  stop = async (node: string): Promise<void> => this.remember('stop', node);
  start = async (node: string): Promise<void> => this.remember('start', node);
  revive = async (node: string): Promise<void> => this.remember('revive', node);
  leave = async (node: string, options: unknown): Promise<void> => this.remember('leave', node, options);
  join = async (node: string, options: unknown): Promise<void> => this.remember('join', node, options);

  excuse(node: string, excuses: readonly string[]): void {
    this.remember('excuse', node, excuses);
  }

  async state(node: string): Promise<'stopped'> {
    this.remember('state', node);
    return 'stopped';
  }

  crashed(node: string): boolean {
    this.remember('crashed', node);
    return true;
  }

  dataFolders(node: string): readonly string[] {
    this.remember('dataFolders', node);
    return ['/data'];
  }

  async membership(node: string, options: unknown): Promise<'in'> {
    this.remember('membership', node, options);
    return 'in';
  }

  private remember(what: string, node: string, more?: unknown): void {
    this.asked.push([what, node, ...(more === undefined ? [] : [JSON.stringify(more)])].join(' '));
  }
}

let nodes: readonly PlainNode[];
let clients: ClientHosts;
let failures: FaultlineError[];
let target: Remembering;
let routed: RoutedProcesses;
beforeEach(async () => {
  nodes = ['c1', 'c2'].map((name) => new PlainNode(name, folder));
  clients = new ClientHosts({
    nodes,
    program: {
      ...{ command: [process.execPath, '--import', 'tsx', fixture], isOurs: true },
      ...{ target: 'obedient', workload: 'orders' },
    },
    interface: 'obedient',
    log: () => {},
    onFailure: (error) => failures.push(error),
  });
  failures = [];
  target = new Remembering();
  routed = new RoutedProcesses(target, clients);
  await clients.startAll();
});
afterEach(async () => {
  await clients.killAll();
  for (const node of nodes) node.close();
  // All that ended was ended by us.
  expect(failures).toEqual([]);
});

test('all that can be asked of a node goes to the target, with all that was said, and its answers come back', async () => {
  await routed.kill('n1');
  await routed.stop('n2');
  await routed.start('n1');
  await routed.revive('n3');
  routed.excuse('n1', ['memory', 'disk']);
  expect(await routed.state('n1')).toBe('stopped');
  expect(routed.crashed('n2')).toBe(true);
  expect(routed.dataFolders('n3')).toEqual(['/data']);
  await routed.leave('n1', { evenBelowMajority: true, mayWait: false });
  await routed.join('n1', { mayWait: true });
  expect(await routed.membership('n1', { mayWait: false })).toBe('in');
  expect(target.asked).toEqual([
    'kill n1',
    'stop n2',
    'start n1',
    'revive n3',
    'excuse n1 ["memory","disk"]',
    'state n1',
    'crashed n2',
    'dataFolders n3',
    'leave n1 {"evenBelowMajority":true,"mayWait":false}',
    'join n1 {"mayWait":true}',
    'membership n1 {"mayWait":false}',
  ]);
  expect(nodes.map(({ children }) => children.map(({ exitCode, signalCode }) => exitCode ?? signalCode))).toEqual([
    [null],
    [null],
  ]);
});

test('what is done to a client host is done to its own program alone, and the target hears nothing of it', async () => {
  await routed.kill('c1');
  expect([await routed.state('c1'), await routed.state('c2')]).toEqual(['gone', 'running']);
  expect(routed.crashed('c1')).toBe(false);
  await routed.start('c1');
  expect(await routed.state('c1')).toBe('running');
  await routed.stop('c2');
  expect([await routed.state('c1'), await routed.state('c2')]).toEqual(['running', 'gone']);
  routed.excuse('c2', ['memory']);
  await routed.revive('c2');
  expect(await routed.state('c2')).toBe('running');
  expect(routed.dataFolders('c1')).toEqual([]);
  expect(nodes.map(({ children }) => children.length)).toEqual([2, 2]);
  expect(target.asked).toEqual([]);
});

test('a client host is no member, and cannot become one', async () => {
  const refused = { code: 'no-membership', value: 'c1' };
  await expect(routed.leave('c1', { evenBelowMajority: true, mayWait: true })).rejects.toMatchObject(refused);
  await expect(routed.join('c1', { mayWait: true })).rejects.toMatchObject(refused);
  expect(await routed.membership('c1', { mayWait: true })).toBe('unclear');
  expect(target.asked).toEqual([]);
});
