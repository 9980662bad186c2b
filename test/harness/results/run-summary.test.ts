/** Summaries of runs in every state, and where runs are found. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UsageError } from '../../../harness/contracts/errors.js';
import { findRuns } from '../../../harness/results/find-runs.js';
import { createRunFolder, FILES } from '../../../harness/results/index.js';
import { summarize } from '../../../harness/results/run-summary.js';
import { syntheticRun, syntheticTest } from '../report/synthetic-run.js';
import { emptyVerdict } from './verdict-fixture.js';

let results: string;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'faultline-summary-'));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

const fresh = (seed = 7, minute = 40) => {
  const startedAt = new Date(Date.UTC(2026, 10, 20, 19, minute));
  const folder = createRunFolder(results, 'etcd-register', startedAt, seed);
  return { folder, test: syntheticTest({ seed, startedAt: startedAt.toISOString() }) };
};

test('a run that is done: what it was, what it came to, and its anomalies by fingerprint', async () => {
  const { folder } = fresh();
  const { test: run, verdict } = await syntheticRun({ seconds: 60, rate: 100 });
  folder.writeTest(run);
  folder.writeVerdict(verdict);
  expect(summarize(folder.path)).toMatchObject({
    path: 'etcd-register/20261120T194000Z-7',
    state: 'done',
    ...{ name: 'etcd-register', target: 'etcd', targetVersion: '3.4.23', workload: 'register', seed: 7 },
    ...{ valid: false, exitCode: 1, judged: { property: 'linearizable', level: null }, planted: null },
    properties: [
      {
        property: 'linearizable',
        valid: false,
        anomalies: [{ type: 'nonlinearizable', count: 1, fingerprint: 'linearizable/nonlinearizable/kill' }],
      },
      { property: 'crashes', valid: true, anomalies: [] },
    ],
  });
  expect(summarize(folder.path).operations).toBeGreaterThan(1_000);
  expect(summarize(folder.path).p99Ms).toBeGreaterThan(summarize(folder.path).p50Ms ?? Number.POSITIVE_INFINITY);
});

test('a run without a verdict is running while something is written, and broken when nothing is', () => {
  const { folder, test: run } = fresh();
  folder.writeTest(run);
  expect(summarize(folder.path)).toMatchObject({ state: 'running', valid: null, seed: 7 });
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(join(folder.path, FILES.test), longAgo, longAgo);
  expect(summarize(folder.path)).toMatchObject({ state: 'broken', valid: null, seed: 7 });
  folder.appendLog('still here');
  expect(summarize(folder.path).state).toBe('running');
});

test('a folder that cannot be read is a broken run and says why', () => {
  const { folder } = fresh();
  writeFileSync(join(folder.path, FILES.test), '{"name":');
  writeFileSync(join(folder.path, FILES.verdict), '{}');
  const summary = summarize(folder.path);
  expect(summary).toMatchObject({
    state: 'broken',
    name: 'etcd-register',
    seed: 7,
    startedAt: '2026-11-20T19:40:00.000Z',
  });
  expect(summary.reason).toMatch(/JSON/);
  expect(summarize(join(results, 'nothing', 'here')).state).toBe('broken');
});

test('statistics of another shape do not hide the verdict', () => {
  const { folder, test: run } = fresh();
  folder.writeTest(run);
  folder.writeVerdict({ ...emptyVerdict, valid: true, exitCode: 0, reason: null, statistics: { odd: 1 } });
  expect(summarize(folder.path)).toMatchObject({ state: 'done', valid: true, operations: null, p99Ms: null });
});

test('finds runs two levels down, the newest first, and never behind a link', () => {
  const [older, newer] = [fresh(1, 10), fresh(2, 50)];
  for (const { folder, test: run } of [older, newer]) folder.writeTest(run);
  mkdirSync(join(results, 'empty', 'nothing'), { recursive: true });
  const outside = mkdtempSync(join(tmpdir(), 'faultline-outside-'));
  writeFileSync(join(outside, FILES.test), '{}');
  symlinkSync(outside, join(results, 'linked'));
  symlinkSync(outside, join(results, 'etcd-register', 'linked'));
  expect(findRuns(results).map(({ path }) => path)).toEqual([
    'etcd-register/20261120T195000Z-2',
    'etcd-register/20261120T191000Z-1',
  ]);
  rmSync(outside, { recursive: true });
});

test('a run itself is a folder of one run; so are runs one level down', () => {
  const { folder, test: run } = fresh();
  folder.writeTest(run);
  expect(findRuns(folder.path)).toEqual([{ folder: folder.path, path: '20261120T194000Z-7' }]);
  renameSync(folder.path, join(results, 'moved'));
  expect(findRuns(results)).toEqual([{ folder: join(results, 'moved'), path: 'moved' }]);
});

test('says so when there is no such folder', () => {
  expect(() => findRuns(join(results, 'nowhere'))).toThrow(UsageError);
});
