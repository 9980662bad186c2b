/** `faultline prune` by the real command line: what it removes is gone, what it keeps is whole. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { createRunFolder } from '../../harness/results/index.js';
import { syntheticRun, syntheticTest } from '../harness/report/synthetic-run.js';
import { root } from '../house/files.js';

const results = mkdtempSync(join(tmpdir(), 'faultline-prune-'));
afterAll(() => rmSync(results, { recursive: true, force: true }));

const prune = (...words: readonly string[]) =>
  execa(process.execPath, [join(root, 'dist/cli/main.js'), 'prune', '--results', results, ...words], { reject: false });

test('old runs that were valid go, the newest and the violated stay, and --dry-run touches nothing', async () => {
  const { verdict: valid } = await syntheticRun({ seconds: 13, stale: false });
  const { verdict: violated } = await syntheticRun({ seconds: 60, rate: 100 });
  expect([valid.valid, violated.valid]).toEqual([true, false]);
  const folders = [violated, valid, valid].map((verdict, at) => {
    const startedAt = new Date(Date.UTC(2026, 10, 20 + at, 19, 40));
    const folder = createRunFolder(results, 'etcd-register', startedAt, at);
    folder.writeTest(syntheticTest({ seed: at, startedAt: startedAt.toISOString() }));
    folder.writeVerdict(verdict);
    return folder;
  });
  const there = (): boolean[] => folders.map(({ path }) => existsSync(path));

  const dry = await prune('--keep', '1', '--dry-run');
  expect([dry.exitCode, dry.stdout]).toEqual([0, `etcd-register/${folders[1]?.id}\n1 of 3 runs would be removed`]);
  expect(there()).toEqual([true, true, true]);
  expect(JSON.parse((await prune('--json')).stdout)).toEqual({ removed: [], runs: 3 });
  expect((await prune('--keep', '1', '--older-than', '36500d')).stdout).toBe('0 of 3 runs removed');

  expect((await prune('--keep', '1')).stdout).toContain('1 of 3 runs removed');
  expect(there()).toEqual([true, false, true]);
  expect(existsSync(join(results, 'latest', 'verdict.json'))).toBe(true);
  expect((await prune('--keep', '1', '--failures-too')).stdout).toContain('1 of 2 runs removed');
  expect(there()).toEqual([false, false, true]);

  const bad = await prune('--older-than', '3w');
  expect([bad.exitCode, bad.stderr]).toEqual([64, expect.stringContaining('"3w" is not an age')]);
});
