/** Which runs may go: never the newest, never what was found, never what runs, whatever else is asked for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prunable } from '../../../harness/results/prune.js';
import type { RunSummary } from '../../../harness/results/summary-shape.js';

const NOW_MS = Date.UTC(2026, 10, 28);
const DAY_MS = 24 * 3_600_000;

function run(
  path: string,
  ageDays: number,
  valid: RunSummary['valid'],
  state: RunSummary['state'] = 'done',
): RunSummary {
  return {
    ...{ path, state, name: path, startedAt: new Date(NOW_MS - ageDays * DAY_MS).toISOString(), target: 'etcd' },
    ...{
      targetOptions: {},
      targetVersion: null,
      workload: 'register',
      faults: [],
      seed: 1,
      cluster: 'local',
      nodes: 3,
    },
    ...{ judged: { property: 'linearizable', level: null }, valid, exitCode: 0, reason: null, properties: [] },
    ...{ operations: 1, ratePerSecond: 1, p50Ms: 1, p99Ms: 1, timeMs: 1, planted: null },
  };
}

const retention = { keep: 1, olderThanMs: 0, nowMs: NOW_MS, failuresToo: false };

test('the newest of each test stay, and of the others those that were not valid', () => {
  const runs = [
    run('a/1', 9, true),
    run('a/2', 5, false),
    run('a/3', 4, 'unknown'),
    run('a/4', 3, true),
    run('b/1', 9, true),
  ];
  const paths = (chosen: readonly RunSummary[]): string[] => chosen.map(({ path }) => path);
  expect(paths(prunable(runs, retention))).toEqual(['a/1']);
  expect(paths(prunable(runs, { ...retention, failuresToo: true }))).toEqual(['a/1', 'a/2', 'a/3']);
  expect(paths(prunable(runs, { ...retention, failuresToo: true, olderThanMs: 4.5 * DAY_MS }))).toEqual(['a/1', 'a/2']);
});

test('whatever is there, what goes is old, not in progress, not among the newest, and was valid unless failures may go', () => {
  const runs = fc.array(
    fc.record({
      test: fc.constantFrom('a', 'b'),
      ageDays: fc.integer({ min: 0, max: 30 }),
      valid: fc.constantFrom(true, false, 'unknown' as const, null),
      state: fc.constantFrom('done' as const, 'running' as const, 'broken' as const),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(
      runs,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 20 }),
      fc.boolean(),
      (all, keep, days, too) => {
        const list = all.map(({ test: name, ageDays, valid, state }, at) =>
          run(`${name}/${at}`, ageDays, valid, state),
        );
        const gone = prunable(list, { keep, olderThanMs: days * DAY_MS, nowMs: NOW_MS, failuresToo: too });
        for (const each of gone) {
          const own = list.filter(({ path }) => path[0] === each.path[0]);
          const newer = own.filter(({ startedAt }) => startedAt >= each.startedAt && startedAt !== each.startedAt);
          const alike = own.filter(({ startedAt }) => startedAt === each.startedAt);
          expect(newer.length + alike.length).toBeGreaterThan(keep);
          expect(each.state).not.toBe('running');
          expect(NOW_MS - Date.parse(each.startedAt)).toBeGreaterThan(days * DAY_MS);
          if (!too) expect(each.valid).toBe(true);
        }
        for (const name of ['a', 'b']) {
          const own = list.filter(({ path }) => path[0] === name);
          const left = own.filter((each) => !gone.includes(each));
          expect(left.length).toBeGreaterThanOrEqual(Math.min(keep, own.length));
        }
      },
    ),
  );
});
