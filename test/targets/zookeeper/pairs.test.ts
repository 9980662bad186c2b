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
async function run(reads: string) {
  const words = [
    'run',
    'zookeeper',
    '--nodes',
    '3',
    '--workload',
    'register',
    '--judge',
    'linearizable',
    '--faults',
    'none',
  ];
  const more = [
    '--time',
    '4s',
    '--seed',
    '1',
    '--rate',
    '1000',
    '--concurrency',
    '15',
    '--set',
    'keys=2',
    '--set',
    `reads=${reads}`,
  ];
  const program = ['--import', 'tsx', join(root, 'cli/main.ts')];
  const results = join(folder, reads);
  const { exitCode, stdout } = await execa(process.execPath, [...program, ...words, ...more, '--results', results], {
    cwd: root,
    reject: false,
    timeout: 150_000,
  });
  const verdict = runVerdictSchema.parse(JSON.parse(readFileSync(join(results, 'latest', FILES.verdict), 'utf8')));
  const [anomaly] = verdict.properties.flatMap(({ anomalies }) => anomalies);
  return { exitCode, stdout, anomaly };
}

describePart('local', (await missingForLocal()) ?? missingForZookeeper, 'reads of a ZooKeeper', () => {
  test('that only ask one server are stale', async () => {
    const { exitCode, stdout, anomaly } = await run('plain');
    expect(exitCode, stdout).toBe(1);
    expect(anomaly?.type).toBe('nonlinearizable');
    expect(anomaly?.explanation).toMatch(/^The read of .* (It is stale: it missed the|It could only have found)/s);
  });

  test('that ask after a sync are not', async () => {
    const { exitCode, stdout } = await run('sync');
    expect(exitCode, stdout).toBe(0);
  });
});
