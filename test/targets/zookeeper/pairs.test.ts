/** What is known of ZooKeeper's reads, found again by the command line, and clean where it should be. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { FILES, runVerdictSchema } from '../../../harness/results/index.js';
import { root } from '../../house/files.js';
import { missingForLocal } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { missingForZookeeper } from './real-zookeeper.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-zookeeper-pairs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Registers on three nodes without any fault; how it exited, and what was found. */
async function run(reads: string, time: string) {
  const what = 'run zookeeper --nodes 3 --workload register --judge linearizable --faults none --seed 1';
  const how = `--time ${time} --rate 1000 --concurrency 30 --set keys=1 --set reads=${reads}`;
  const program = ['--import', 'tsx', join(root, 'cli/main.ts')];
  const results = join(folder, reads);
  const { exitCode, stdout } = await execa(
    process.execPath,
    [...program, ...`${what} ${how}`.split(' '), '--results', results],
    {
      cwd: root,
      reject: false,
      timeout: 150_000,
    },
  );
  const verdict = runVerdictSchema.parse(JSON.parse(readFileSync(join(results, 'latest', FILES.verdict), 'utf8')));
  const [anomaly] = verdict.properties.flatMap(({ anomalies }) => anomalies);
  return { exitCode, stdout, anomaly };
}

describePart('local', (await missingForLocal()) ?? missingForZookeeper, 'reads of a ZooKeeper', () => {
  test('that only ask one server are stale', async () => {
    const { exitCode, stdout, anomaly } = await run('plain', '8s');
    expect(exitCode, stdout).toBe(1);
    expect(anomaly?.type).toBe('nonlinearizable');
    expect(anomaly?.explanation).toMatch(/^The read of .* (It is stale: it missed the|It could only have found)/s);
  });

  test('that ask after a sync are not', async () => {
    const { exitCode, stdout } = await run('sync', '4s');
    expect(exitCode, stdout).toBe(0);
  });
});
