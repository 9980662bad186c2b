/** Who names clients gets hosts for them, and what was chosen comes again by the command of the test. */
import { expect, test } from 'vitest';
import { planTest, type RunChoices } from '../../cli/plan.js';
import { runCommand } from '../../cli/run.js';

const base: RunChoices = {
  ...{ target: 'etcd', workload: 'register', on: 'local', nodes: 3, seed: 1, faults: [], set: {} },
  ...{ timeMs: 20_000, rate: 1, concurrency: 10, opTimeoutMs: 1_000, intervalMs: 5_000 },
};
const able = new Map([
  ['packet-filter', null],
  ['signals', null],
  ['clock', null],
] as const);
const planned = async (more: Partial<RunChoices>) =>
  (await planTest({ ...base, ...more }, async () => new Map(able))).test;

test.each([
  [[], 0],
  [['partition', 'kill:victims=all'], 0],
  [['pause:victims=clients'], 2],
  [['clock-jump:victims=client:1'], 2],
  [['pause:victims=client:5', 'kill:victims=client:3'], 5],
  [['kill:victims=c4'], 4],
  [['partition:shape=isolate:victims=clients'], 2],
  // Shapes of the whole cluster have no victims.
  [['partition:shape=halves:victims=clients'], 0],
])('%j is done with %i client hosts', async (faults, hosts) => {
  expect((await planned({ faults })).clientHosts).toBe(hosts);
});

test('one client needs one host, and a program of the user somewhere to run', async () => {
  expect((await planned({ faults: ['pause:victims=clients'], concurrency: 1 })).clientHosts).toBe(1);
  const { clientHosts, clientCommand } = await planned({ clientCommand: ['python3', 'x y.py'] });
  expect({ clientHosts, clientCommand }).toEqual({ clientHosts: 2, clientCommand: ['python3', 'x y.py'] });
});

test('what is asked for is what there is, as long as it is enough', async () => {
  expect((await planned({ clientHosts: 7 })).clientHosts).toBe(7);
  expect((await planned({ clientHosts: 3, faults: ['pause:victims=client:3'] })).clientHosts).toBe(3);
  const few = planned({ clientHosts: 2, faults: ['pause:victims=client:3'] });
  await expect(few).rejects.toThrow('pause:victims=client:3 needs at least 3 client hosts, not 2');
  const none = planned({ clientHosts: 0, faults: ['kill:victims=clients'] });
  await expect(none).rejects.toThrow('kill:victims=clients needs at least 1 client hosts, not 0');
  const nowhere = planned({ clientHosts: 0, clientCommand: ['x'] });
  await expect(nowhere).rejects.toThrow('--client-command needs at least 1 client hosts, not 0');
});

test('a fault that is done to what is stored, or to members, is not done to clients', async () => {
  await expect(planned({ faults: ['remove-node:victims=clients'] })).rejects.toThrow(/victims/);
});

test('the command of the test has the same hosts and the same program', async () => {
  const { command } = await planned({ clientHosts: 3, clientCommand: ['python3', "it's here.py"] });
  expect(command).toContain(`--client-hosts 3 --client-command 'python3 '\\''it'\\''\\'\\'''\\''s here.py'\\'''`);
  const parse = runCommand.options.find(({ long }) => long === '--client-command')?.parseArg;
  expect(parse?.(`python3 'it'\\''s here.py'`, undefined)).toEqual(['python3', "it's here.py"]);
});
