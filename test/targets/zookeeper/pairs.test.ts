/** What is known of ZooKeeper's reads, found again by the command line, and clean where it should be. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { missingForLocal } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { run } from '../run.js';
import { missingForZookeeper } from './real-zookeeper.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-zookeeper-pairs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Registers on three nodes without any fault; how it exited, and what was found. */
function runReads(reads: string, time: string) {
  const what = 'zookeeper --nodes 3 --workload register --judge linearizable --faults none --seed 1';
  const how = `--time ${time} --rate 1000 --concurrency 30 --set keys=1 --set reads=${reads}`;
  return run(`${what} ${how}`.split(' '), join(folder, reads));
}

describePart('local', (await missingForLocal()) ?? missingForZookeeper, 'reads of a ZooKeeper', () => {
  test('that only ask one server are stale', async () => {
    const { exitCode, stdout, anomalies } = await runReads('plain', '8s');
    const [anomaly] = anomalies;
    expect(exitCode, stdout).toBe(1);
    expect(anomaly?.type).toBe('nonlinearizable');
    expect(anomaly?.explanation).toMatch(/^The read of .* (It is stale: it missed the|It could only have found)/s);
  });

  test('that ask after a sync are not', async () => {
    const { exitCode, stdout } = await runReads('sync', '4s');
    expect(exitCode, stdout).toBe(0);
  });
});
