/** How long each fault of the catalogue takes to be applied, to be proven and to be healed, on each kind of cluster. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerCluster } from '../../harness/cluster/docker/cluster.js';
import { connectEngine } from '../../harness/cluster/docker/engine.js';
import { LocalCluster } from '../../harness/cluster/local/cluster.js';
import { enterNamespaces, inside } from '../../harness/cluster/local/enter.js';
import type { Cluster } from '../../harness/contracts/cluster.js';
import { messageOf } from '../../harness/contracts/errors.js';
import { faults } from '../../nemeses/index.js';
import { median, printTable } from '../table.js';
import { sleepers, startSleepers } from './sleepers.js';
import { type FaultTimes, timeFault } from './time-fault.js';

export const describe =
  'each fault on five nodes: ms until it is applied, proven and healed, medians; the baseline is a fresh process of /bin/true';

const NODES = 5;
const ROUNDS = 5;

export async function run(): Promise<void> {
  if (inside() !== null) {
    const cluster = await LocalCluster.create({ nodes: NODES, space: inside()?.space ?? '', emulatesLinks: true });
    await measure(cluster);
    return;
  }
  const command = [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'faults'];
  const exitCode = await enterNamespaces({ command, software: [] });
  if (exitCode !== 0) throw new Error(`the bench inside ended with ${exitCode}`);
  try {
    await connectEngine();
  } catch (error) {
    console.log(`docker: not measured, ${messageOf(error)}`);
    return;
  }
  const logFolder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  const signal = new AbortController().signal;
  try {
    await measure(
      await createDockerCluster({ runId: `bench-${process.pid}`, nodes: NODES, software: {}, logFolder, signal }),
    );
  } finally {
    rmSync(logFolder, { recursive: true, force: true });
  }
}

async function measure(cluster: Cluster): Promise<void> {
  const deployment = await startSleepers(cluster);
  const baselineMs = baseline();
  const rows: string[][] = [];
  try {
    for (const fault of faults) {
      const missing = fault.needs.find((need) => !cluster.capabilities.has(need));
      if (missing !== undefined) {
        rows.push([fault.name, '', '', '', `not here: ${missing}`]);
        continue;
      }
      const times: FaultTimes[] = [];
      let complaint = '';
      for (let round = 0; round < ROUNDS && complaint === ''; round += 1) {
        try {
          times.push(await timeFault(fault, cluster, deployment, round));
        } catch (error) {
          complaint = messageOf(error);
        }
      }
      const figure = (pick: (time: FaultTimes) => number): string => median(times.map(pick)).toFixed(1);
      rows.push([
        fault.name,
        figure(({ appliedMs }) => appliedMs),
        figure(({ provenMs }) => provenMs),
        figure(({ healedMs }) => healedMs),
        complaint || (median(times.map(({ appliedMs }) => appliedMs)) / baselineMs).toFixed(1),
      ]);
    }
  } finally {
    await deployment.killAll();
    await cluster.close();
  }
  console.log(
    `  --on ${cluster.kind}; a fresh process (baseline): ${baselineMs.toFixed(1)} ms; target: ${sleepers.describe}`,
  );
  printTable(['fault', 'applied, ms', 'proven, ms', 'healed, ms', 'applied, of baseline'], rows);
}

function baseline(): number {
  const times = Array.from({ length: 11 }, () => {
    const start = performance.now();
    spawnSync('/bin/true');
    return performance.now() - start;
  });
  return median(times);
}
