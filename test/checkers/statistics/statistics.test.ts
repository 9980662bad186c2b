/** Statistics and vacuity: counts, quantiles, what went on under faults, and the passes that prove nothing. */
import { expect, test } from 'vitest';
import { crashes } from '../../../checkers/crashes/index.js';
import { statistics } from '../../../checkers/statistics/index.js';
import { quantiles } from '../../../checkers/statistics/quantiles.js';
import { vacuity } from '../../../checkers/statistics/vacuity.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';

const MS = 1e6;

function operation(
  process: number,
  type: 'ok' | 'fail' | 'info',
  atMs: number,
  tookMs: number,
  error?: string,
): OperationDraftRow[] {
  const common = { process, f: 'read', value: null, node: `n${process + 1}` };
  return [
    { ...common, type: 'invoke', time: atMs * MS },
    { ...common, type, time: (atMs + tookMs) * MS, ...(error === undefined ? {} : { error }) },
  ];
}

function fault(phase: string, atMs: number, victims: readonly string[] = ['n1']): OperationDraftRow {
  return {
    process: 'nemesis',
    type: 'info',
    f: 'kill',
    time: atMs * MS,
    value: { fault: 'kill', id: 'f1', phase, victims },
  };
}

function measured(rows: readonly OperationDraftRow[]): ReturnType<typeof statistics> {
  const inOrder = [...rows].sort((left, right) => (left.time ?? 0) - (right.time ?? 0));
  return statistics(historyFromOperations(inOrder));
}

test('counts outcomes, by function, node and error, with what varies in an error masked', () => {
  const { all, byFunction, byNode, errors } = measured([
    ...operation(0, 'ok', 0, 2),
    ...operation(1, 'fail', 10, 1, 'connect ECONNREFUSED 10.88.0.11:2379'),
    ...operation(1, 'fail', 20, 1, 'connect ECONNREFUSED 10.88.0.12:2379'),
    ...operation(2, 'info', 30, 5, 'timeout'),
    { process: 3, type: 'invoke', f: 'read', value: null, time: 50 * MS },
  ]);
  expect(all.counts).toEqual({ ok: 1, fail: 2, info: 2 });
  expect(byFunction['read']?.latencyMs).toEqual({ p50: 2, p90: 2, p99: 2, p999: 2, max: 2 });
  expect(byNode).toEqual({
    n1: { ok: 1, fail: 0, info: 0 },
    n2: { ok: 0, fail: 2, info: 0 },
    n3: { ok: 0, fail: 0, info: 1 },
  });
  expect(errors).toEqual([
    { error: 'connect ECONNREFUSED <address>', count: 2 },
    { error: 'timeout', count: 1 },
  ]);
});

test('counts what was invoked while a fault was proven to be in force', () => {
  const { faults } = measured([
    ...operation(0, 'ok', 0, 1),
    fault('inject', 5),
    fault('injected', 6),
    ...operation(0, 'ok', 7, 1),
    fault('verified', 10),
    ...operation(0, 'ok', 12, 1),
    ...operation(0, 'fail', 14, 1),
    fault('heal', 20),
    ...operation(0, 'ok', 22, 1),
    fault('healed', 30),
  ]);
  const window = { startNs: 10 * MS, endNs: 20 * MS, healed: true };
  expect(faults).toEqual([
    { id: 'f1', fault: 'kill', victims: ['n1'], ...window, counts: { ok: 1, fail: 1, info: 0 } },
  ]);
});

test('quantiles are exact', () => {
  const values = Array.from({ length: 1_000 }, (_, index) => ((index * 7) % 1_000) + 1);
  expect(quantiles(values)).toEqual({ p50: 500, p90: 900, p99: 990, p999: 999, max: 1_000 });
  expect(quantiles([])).toBeNull();
});

test('a pass that proves nothing says why', () => {
  const why = (rows: readonly OperationDraftRow[], faultsMeant = true): string | null =>
    vacuity(measured(rows), { faultsMeant, nodes: 3 });
  expect(why([], false)).toContain('no operation was invoked');
  expect(why(operation(0, 'info', 0, 1), false)).toContain('no operation succeeded');
  expect(why(operation(0, 'ok', 0, 1), false)).toBeNull();
  expect(why(operation(0, 'ok', 0, 1))).toContain('no fault was ever in force');
  const under = (type: 'ok' | 'fail', victims: readonly string[]): OperationDraftRow[] => [
    ...operation(0, 'ok', 0, 1),
    fault('verified', 5, victims),
    ...operation(0, type, 10, 1),
    fault('heal', 20, victims),
  ];
  expect(why(under('ok', ['n1']))).toBeNull();
  expect(why(under('fail', ['n1']))).toContain('though a majority of the nodes was left untouched');
  // Where a majority was down, nothing had to work.
  expect(why(under('fail', ['n1', 'n2']))).toBeNull();
});

test('a process that ended without our doing, and a line that says it is broken, are crashes; what we ended is none', async () => {
  const exit = { node: 'n1', process: 'etcd', timeNs: 5e9, code: null, signal: 'SIGKILL' };
  const line = { node: 'n2', process: 'etcd', file: 'etcd.log', line: 7, text: 'panic: oh', expected: false };
  const judge = async (evidence: Parameters<typeof crashes>[0]) =>
    crashes(evidence).check(historyFromOperations([]), { keyed: false, budget: testBudget() });
  expect((await judge({ exits: [{ ...exit, expected: true }], fatalLines: [] })).valid).toBe(true);
  const crashed = await judge({
    exits: [{ ...exit, expected: false }],
    fatalLines: [line, { ...line, node: 'n3', expected: true }],
  });
  expect(crashed.valid).toBe(false);
  expect(crashed.anomalies.map(({ explanation }) => explanation)).toEqual([
    'etcd on n1 ended by itself at 5.000 s (SIGKILL).',
    'etcd on n2 wrote on line 7 of its log: panic: oh',
  ]);
});
