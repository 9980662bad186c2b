/** A power failure of every node, on a real etcd that syncs what it acknowledges, and on one that does not. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, test } from 'vitest';
import { localCapabilities } from '../../harness/cluster/local/capabilities.js';
import { FILES, runVerdictSchema } from '../../harness/results/index.js';
import { root } from '../house/files.js';
import { missingForLocal } from '../setup/inside.js';
import { describePart } from '../setup/parts.js';

const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-troubles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(name: string, ...words: readonly string[]) {
  const all = ['run', 'etcd', '--nodes', '3', '--seed', '1', '--results', join(folder, name), ...words];
  const { exitCode, stdout } = await execa(process.execPath, [main, ...all], { reject: false, timeout: 150_000 });
  const path = join(folder, name, 'latest', FILES.verdict);
  const { properties } = runVerdictSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const types = new Set(properties.flatMap(({ anomalies }) => anomalies.map(({ type }) => type)));
  return { exitCode, stdout, types };
}

const noDisk = (await missingForLocal()) ?? (await localCapabilities()).get('disk') ?? null;

describe('a power failure of all nodes', () => {
  const words = [
    '--faults',
    'lose-unsynced:victims=all',
    '--time',
    '14s',
    '--interval',
    '7s',
    '--fault-duration',
    '1s',
  ];

  describePart('local', noDisk, 'on disks that lose what was not synced', () => {
    test('takes nothing from an etcd that syncs', { timeout: 160_000 }, async () => {
      const { exitCode, stdout } = await run('synced', ...words);
      expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/faults in force: \d lose-unsynced/)]);
    });

    test('takes acknowledged writes from one that does not', { timeout: 160_000 }, async () => {
      const { exitCode, types } = await run('unsynced', ...words, '--set', 'fsync=off', '--judge', 'linearizable');
      expect([exitCode, types.has('nonlinearizable')]).toEqual([1, true]);
    });
  });
});
