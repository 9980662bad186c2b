/** Every fault of the catalogue is proven to be in force and to be gone; one that only pretends is found out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSleepers } from '../../../bench/faults/sleepers.js';
import { createDockerCluster } from '../../../harness/cluster/docker/cluster.js';
import { localCapabilities } from '../../../harness/cluster/local/capabilities.js';
import type { Cluster } from '../../../harness/contracts/cluster.js';
import type { AnyFault } from '../../../harness/contracts/fault.js';
import type { Deployment } from '../../../harness/target/deployment.js';
import { missingForDocker } from '../../setup/global.js';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { type CatalogueResult, canBePretended, possibleFaults, tryFault } from './catalogue.js';

interface Seen {
  readonly results: Readonly<Record<string, CatalogueResult>>;
  readonly crashes: readonly unknown[];
}

const PROVEN = { phases: ['inject', 'injected', 'verified', 'heal', 'healed'], complaint: null, audit: [] };

describePart('local', await missingForLocal(), 'the catalogue of faults on a local cluster', () => {
  let done: Seen;
  let pretended: Seen;
  let possible: readonly AnyFault[];
  beforeAll(async () => {
    const capabilities = await localCapabilities();
    possible = possibleFaults((capability) => capabilities.get(capability) === null);
    const seen = (env: Record<string, string>) =>
      runInside('harness/run/catalogue-fixture.ts', [], env) as Promise<Seen>;
    [done, pretended] = await Promise.all([seen({}), seen({ FAULTLINE_TEST_PRETEND: '1' })]);
  });

  test('is all there that this machine can do', () => {
    expect(Object.keys(done.results)).toEqual(possible.map(({ name }) => name));
    expect(possible.length).toBeGreaterThan(15);
  });

  test('is proven in force, proven gone, and leaves nothing', () => {
    expect(done.results).toEqual(Object.fromEntries(possible.map(({ name }) => [name, PROVEN])));
    expect(done.crashes).toEqual([]);
  });

  test('is found out when an injector does nothing', () => {
    const complaints = Object.entries(pretended.results).map(([name, { complaint }]) => [
      name,
      complaint?.split(':')[0],
    ]);
    const expected = possible.filter(canBePretended).map(({ name }) => [name, 'fault-not-effective']);
    expect(complaints).toEqual(expected);
  });
});

describePart('docker', await missingForDocker(), 'the catalogue of faults on a docker cluster', () => {
  const logFolder = mkdtempSync(join(tmpdir(), 'faultline-catalogue-'));
  let cluster: Cluster;
  let deployment: Deployment;
  beforeAll(async () => {
    const signal = new AbortController().signal;
    cluster = await createDockerCluster({
      runId: `catalogue-${process.pid}`,
      nodes: 3,
      software: {},
      logFolder,
      signal,
      dataFolders: ['/data'],
      faultyDisk: { seed: 1 },
    });
    deployment = await startSleepers(cluster);
  });
  afterAll(async () => {
    await cluster?.close();
    rmSync(logFolder, { recursive: true, force: true });
  });

  test('is proven in force, proven gone, and leaves nothing', { timeout: 300_000 }, async () => {
    const possible = possibleFaults((capability) => cluster.capabilities.has(capability));
    expect(possible.length).toBeGreaterThan(20);
    const done: Record<string, CatalogueResult> = {};
    for (const fault of possible) done[fault.name] = await tryFault(fault, cluster, deployment, false);
    expect(done).toEqual(Object.fromEntries(possible.map(({ name }) => [name, PROVEN])));
    expect(deployment.exits.filter(({ expected }) => !expected)).toEqual([]);
  });

  describe('an injector that does nothing', () => {
    test.each(['freeze', 'slow', 'memory', 'pause', 'clock-jump', 'bandwidth'])('is found out: %s', async (name) => {
      const fault = possibleFaults((capability) => cluster.capabilities.has(capability)).find(
        (each) => each.name === name,
      );
      if (fault === undefined) throw new Error(`${name} cannot be done on docker`);
      const { complaint } = await tryFault(fault, cluster, deployment, true);
      expect(complaint).toMatch(/^fault-not-effective/);
    });
  });
});
