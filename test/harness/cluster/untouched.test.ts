/** Faults of the network leave the machine's own rules, queues, links and routes as they were, byte for byte. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startSleepers } from '../../../bench/faults/sleepers.js';
import { machineRules } from '../../../bench/leaks/machine-rules.js';
import { createDockerCluster } from '../../../harness/cluster/docker/cluster.js';
import { missingForDocker } from '../../setup/global.js';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { possibleFaults, tryFault } from '../run/catalogue.js';

const NETWORK_FAULTS = ['partition', 'loss', 'bandwidth', 'mtu', 'response-loss', 'delay'];
const logFolder = mkdtempSync(join(tmpdir(), 'faultline-untouched-'));
afterAll(() => rmSync(logFolder, { recursive: true, force: true }));

describePart('local', await missingForLocal(), 'a local cluster under faults of the network', () => {
  test('leaves the machine as it was', async () => {
    const before = await machineRules();
    const environment = { FAULTLINE_TEST_ONLY: NETWORK_FAULTS.join(',') };
    const during = runInside('harness/run/catalogue-fixture.ts', [], environment);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await machineRules()).toBe(before);
    await during;
    expect(await machineRules()).toBe(before);
  });
});

describePart('docker', await missingForDocker(), 'a docker cluster under faults of the network', () => {
  test('leaves the machine as it was, also while it is there, but for the links of its containers', async () => {
    const before = await machineRules();
    const signal = new AbortController().signal;
    const options = { runId: `untouched-${process.pid}`, nodes: 3, software: {}, logFolder, signal };
    const cluster = await createDockerCluster(options);
    try {
      const deployment = await startSleepers(cluster);
      for (const fault of possibleFaults((capability) => cluster.capabilities.has(capability)).filter(({ name }) =>
        NETWORK_FAULTS.includes(name),
      )) {
        expect((await tryFault(fault, cluster, deployment, false)).complaint).toBeNull();
        expect(await machineRules()).toBe(before);
      }
    } finally {
      await cluster.close();
    }
    expect(await machineRules()).toBe(before);
  });
});
