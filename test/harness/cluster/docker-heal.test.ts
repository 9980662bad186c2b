/** What happens on a real engine to the nodes of a controller that is killed or stops answering. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createDockerCluster } from '../../../harness/cluster/docker/cluster.js';
import { connectEngine } from '../../../harness/cluster/docker/engine.js';
import { GUARD_SILENCE_MS, HEARTBEAT_INTERVAL_MS } from '../../../harness/cluster/docker/guard.js';
import { healDocker } from '../../../harness/cluster/docker/heal.js';
import { RUN_LABEL } from '../../../harness/cluster/docker/labels.js';
import type { Cluster } from '../../../harness/contracts/cluster.js';
import { missingForDocker } from '../../setup/global.js';
import { describePart } from '../../setup/parts.js';

/** What the design allows from the loss of the controller to clean nodes, ms. */
const SELF_HEALING_MS = 5_000;

test('a guard waits for more than one lost heartbeat, and for less than a node may stay cut off', () => {
  expect(GUARD_SILENCE_MS).toBeGreaterThan(2 * HEARTBEAT_INTERVAL_MS);
  expect(GUARD_SILENCE_MS).toBeLessThan(SELF_HEALING_MS);
});

describePart('docker', await missingForDocker(), 'docker nodes without their controller', () => {
  let docker: Docker;
  let controller: ChildProcess | null = null;
  const logFolder = mkdtempSync(join(tmpdir(), 'faultline-heal-'));

  beforeAll(async () => {
    docker = await connectEngine();
  });
  afterEach(async () => {
    await end(controller);
    await healDocker();
  });
  afterAll(() => rmSync(logFolder, { recursive: true, force: true }));

  async function end(process: ChildProcess | null): Promise<void> {
    if (process === null || process.exitCode !== null || process.signalCode !== null) return;
    process.kill('SIGKILL');
    await once(process, 'exit');
  }

  /** Starts a controller that cuts n1 from n2 and stops a process on n1; answers its run when all of that is so. */
  async function doomedRun(): Promise<{ runId: string; doomed: ChildProcess }> {
    const fixture = fileURLToPath(new URL('./docker-controller.ts', import.meta.url));
    const doomed = spawn(process.execPath, ['--import', 'tsx', fixture], { stdio: ['ignore', 'pipe', 'inherit'] });
    controller = doomed;
    const lines = createInterface({ input: doomed.stdout });
    const [line] = (await once(lines, 'line')) as [string];
    const { runId, state, audit } = JSON.parse(line) as { runId: string; state: string; audit: string[] };
    expect(state).toBe('stopped');
    expect(audit).toHaveLength(2);
    return { runId, doomed };
  }

  /** The process that would remove everything of a run. */
  function keeperOf(runId: string): number {
    const found = readdirSync('/proc').find((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
        return words.includes(runId) && words.some((word) => /docker\/keeper\.[jt]s$/.test(word));
      } catch {
        return false;
      }
    });
    if (found === undefined) throw new Error(`run ${runId} has no keeper`);
    return Number(found);
  }

  /** What is in force on the nodes of a run, seen with commands of the engine's own. */
  async function inForce(runId: string): Promise<string> {
    const containers = await docker.listContainers({ filters: { label: [`${RUN_LABEL}=${runId}`] } });
    const script = `nft list tables | grep faultline; grep -l '^[0-9]* .*) T ' /proc/[0-9]*/stat; true`;
    const seen = containers
      .filter(({ Names: names }) => /-n\d+$/.test(names[0] ?? ''))
      .map(async ({ Id: id }) => {
        const exec = await docker.getContainer(id).exec({ Cmd: ['sh', '-c', script], AttachStdout: true, Tty: true });
        const stream = await exec.start({ Tty: true });
        let text = '';
        for await (const chunk of stream) text += String(chunk);
        return text.trim();
      });
    return (await Promise.all(seen)).join('\n').trim();
  }

  /** Milliseconds until nothing is in force any more. */
  async function healedAfterMs(runId: string): Promise<number> {
    const start = performance.now();
    while ((await inForce(runId)) !== '') {
      if (performance.now() - start > 4 * SELF_HEALING_MS) throw new Error(`still in force: ${await inForce(runId)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return performance.now() - start;
  }

  test('everything is removed within seconds of the death of the controller, by its keeper', async () => {
    const { runId, doomed } = await doomedRun();
    const start = performance.now();
    await end(doomed);
    const left = async (): Promise<number> =>
      (await docker.listContainers({ all: true, filters: { label: [`${RUN_LABEL}=${runId}`] } })).length;
    await expect.poll(left, { timeout: SELF_HEALING_MS }).toBe(0);
    console.log(`docker: everything was removed ${Math.round(performance.now() - start)} ms after kill -9`);
  });

  test('nodes heal themselves when their controller is killed with its keeper, and `heal` removes what it left', async () => {
    const { runId, doomed } = await doomedRun();
    const before = await inForce(runId);
    expect(before).toContain('table inet faultline');
    expect(before).toMatch(/\/proc\/\d+\/stat/);
    process.kill(keeperOf(runId), 'SIGKILL');
    await end(doomed);
    const tookMs = await healedAfterMs(runId);
    console.log(`docker: nodes healed themselves ${Math.round(tookMs)} ms after kill -9 of their controller`);
    const removed = await healDocker();
    const kinds = removed.filter((line) => line.includes(runId)).map((line) => line.split(' ')[0]);
    expect(new Set(kinds)).toEqual(new Set(['container', 'network', 'volume']));
    expect((await docker.listContainers({ all: true, filters: { label: [`${RUN_LABEL}=${runId}`] } })).length).toBe(0);
  });

  test('nodes heal themselves when their controller says nothing any more', async () => {
    const { runId, doomed } = await doomedRun();
    doomed.kill('SIGSTOP');
    const tookMs = await healedAfterMs(runId);
    console.log(`docker: nodes healed themselves ${Math.round(tookMs)} ms after their controller fell silent`);
  });

  test('`heal` spares a run in progress', async () => {
    const runId = `alive-${process.pid}`;
    const options = { runId, nodes: 1, software: {}, logFolder, signal: new AbortController().signal };
    const cluster: Cluster = await createDockerCluster(options);
    try {
      expect((await healDocker()).filter((line) => line.includes(runId))).toEqual([]);
      expect((await cluster.nodes[0]?.exec(['echo', 'alive']))?.stdout).toBe('alive\n');
    } finally {
      await cluster.close();
    }
  });
});
