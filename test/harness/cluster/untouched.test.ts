/** Faults of the network leave the machine's own rules, queues, links and routes as they were, byte for byte. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { startSleepers } from '../../../bench/faults/sleepers.js';
import { createDockerCluster } from '../../../harness/cluster/docker/cluster.js';
import { ensurePackages } from '../../../harness/cluster/packages.js';
import { missingForDocker } from '../../setup/global.js';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { possibleFaults, tryFault } from '../run/catalogue.js';

const NETWORK_FAULTS = ['partition', 'loss', 'bandwidth', 'mtu', 'response-loss', 'delay'];
const logFolder = mkdtempSync(join(tmpdir(), 'faultline-untouched-'));
afterAll(() => rmSync(logFolder, { recursive: true, force: true }));

/** The machine's rules, and what else of its network could be changed; counters left out. */
async function machine(): Promise<string> {
  // The machine need not have the programs itself.
  const { root } = await ensurePackages(['nftables', 'iproute2']);
  const places = [join(root, 'usr/sbin'), join(root, 'usr/bin'), process.env['PATH'] ?? ''];
  const libraries = join(root, 'usr/lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`);
  const env = { PATH: places.join(delimiter), LD_LIBRARY_PATH: libraries };
  const looks = [
    ['nft', '--stateless', 'list', 'ruleset'],
    ['ip', 'rule', 'show'],
    ['ip', 'route', 'show', 'table', 'all'],
    ['ip', '-6', 'route', 'show', 'table', 'all'],
    ['ip', '-o', 'link', 'show'],
    ['tc', 'qdisc', 'show'],
  ];
  const seen = looks.map(async ([program = '', ...words]) => (await execa(program, words, { env })).stdout);
  // The engine's links for containers come and go, those of other tests too; nothing else may.
  const lines = (await Promise.all(seen)).join('\n---\n').split('\n');
  return lines.filter((line) => !/\b(br-|veth)/.test(line)).join('\n');
}

describePart('local', await missingForLocal(), 'a local cluster under faults of the network', () => {
  test('leaves the machine as it was', async () => {
    const before = await machine();
    const environment = { FAULTLINE_TEST_ONLY: NETWORK_FAULTS.join(',') };
    const during = runInside('harness/run/catalogue-fixture.ts', [], environment);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await machine()).toBe(before);
    await during;
    expect(await machine()).toBe(before);
  });
});

describePart('docker', await missingForDocker(), 'a docker cluster under faults of the network', () => {
  test('leaves the machine as it was, also while it is there, but for the links of its containers', async () => {
    const before = await machine();
    const signal = new AbortController().signal;
    const options = { runId: `untouched-${process.pid}`, nodes: 3, software: {}, logFolder, signal };
    const cluster = await createDockerCluster(options);
    try {
      const deployment = await startSleepers(cluster);
      for (const fault of possibleFaults(cluster).filter(({ name }) => NETWORK_FAULTS.includes(name))) {
        expect((await tryFault(fault, cluster, deployment, false)).complaint).toBeNull();
        expect(await machine()).toBe(before);
      }
    } finally {
      await cluster.close();
    }
    expect(await machine()).toBe(before);
  });
});
