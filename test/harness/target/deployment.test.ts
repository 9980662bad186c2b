/** Who is to blame when a target's program ends: itself, we, or what was done to its disk. Its programs are real ones. */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Cluster, Node, NodeProcess, ProcessExit } from '../../../harness/contracts/cluster.js';
import { defineTarget } from '../../../harness/contracts/target.js';
import { Deployment } from '../../../harness/target/deployment.js';

/** Names of programs that still answer. */
const answering = new Set<string>();

const target = defineTarget({
  name: 'one program',
  describe: 'one program that sleeps',
  software: {},
  options: z.strictObject({}),
  claims: () => ({}),
  processes: () => [
    {
      name: 'sleeper',
      command: ['sleep', '60'],
      ready: async () => (answering.has('sleeper') ? { ready: true } : { ready: false, reason: 'it is gone' }),
    },
  ],
  clients: {},
});

interface Scene {
  readonly deployment: Deployment;
  /** The program ends by itself, with code 1 as far as anybody can tell. */
  readonly die: () => Promise<void>;
}

async function scene(): Promise<Scene> {
  const never = (): never => {
    throw new Error('nobody should ask for this');
  };
  let last: { readonly kill: () => void; readonly process: NodeProcess } | null = null;
  const start = async (): Promise<NodeProcess> => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    let isGone = false;
    const exited = new Promise<ProcessExit>((resolve) => {
      child.once('exit', (code, signal) => {
        isGone = true;
        resolve({ code, signal });
      });
    });
    const process: NodeProcess = {
      ...{ name: 'sleeper', exited },
      signal: async (signal) => void child.kill(`SIG${signal}`),
      state: async () => (isGone ? 'gone' : 'running'),
    };
    last = { kill: () => void child.kill('SIGTERM'), process };
    return process;
  };
  const node: Node = {
    ...{ name: 'n1', index: 0, address: '', address6: null, start },
    ...{
      exec: never,
      converse: never,
      put: never,
      get: never,
      wipe: never,
      readClock: never,
      logs: async () => new Map(),
    },
    ...{ applyCondition: never, measureCondition: never, syncStorage: never, changeStorage: never },
  };
  const cluster: Cluster = {
    ...{ kind: 'local', capabilities: new Set(), nodes: [node], clientHosts: [] },
    ...{
      applyNetwork: never,
      measureNetwork: never,
      watchDelays: never,
      audit: never,
      collectLogs: never,
      close: never,
    },
  };
  const deployment = new Deployment({ target, targetOptions: {}, cluster, spares: [], now: () => 0 });
  answering.add('sleeper');
  await deployment.startAll(new AbortController().signal);
  const die = async (): Promise<void> => {
    answering.clear();
    last?.kill();
    await last?.process.exited;
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { deployment, die };
}

test.each([
  ['nobody', [], false],
  ['a disk that fails', ['disk' as const], true],
  ['damaged data', ['damage' as const], true],
])('what ends by itself has ended, and %s is to blame', async (_, excuses, isExpected) => {
  const { deployment, die } = await scene();
  deployment.excuse('n1', excuses);
  expect(deployment.crashed('n1')).toBe(false);
  await die();
  expect(deployment.crashed('n1')).toBe(true);
  expect(deployment.exits.map(({ expected }) => expected)).toEqual([isExpected]);
  await deployment.revive('n1');
  expect(deployment.crashed('n1')).toBe(!isExpected);
  await deployment.killAll();
});

test('what we end has not ended by itself, whatever was done to its disk', async () => {
  const { deployment } = await scene();
  deployment.excuse('n1', ['damage']);
  await deployment.kill('n1');
  expect(deployment.crashed('n1')).toBe(false);
});

test('who ended over damaged data is not waited for; who ended over nothing is, in vain', async () => {
  const { signal } = new AbortController();
  const damaged = await scene();
  damaged.deployment.excuse('n1', ['damage']);
  await damaged.die();
  expect(await damaged.deployment.ruined()).toEqual(['n1']);
  await damaged.deployment.waitUntilReady(signal, 100);
  const other = await scene();
  await other.die();
  expect(await other.deployment.ruined()).toEqual([]);
  await expect(other.deployment.waitUntilReady(signal, 100)).rejects.toMatchObject({ code: 'not-ready' });
});
