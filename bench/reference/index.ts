/** What the reference store carries: operations asked for a second beside those answered, and the verdict on them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStatistics } from '../../harness/report/statistics.js';
import { storedRun } from '../stored-run.js';
import { grouped, printTable } from '../table.js';

export const describe =
  'the right reference store on 3 local nodes, no fault; the baseline is the rate that was asked for';

const SECONDS = 20;
const RATE = 1_000;
const CLIENTS = 60;

/** With the hardest property that can be decided of so many operations: of registers, nobody knows the order of most writes. */
const WORKLOADS: Readonly<Record<string, readonly string[]>> = {
  register: ['--judge', 'linearizable'],
  set: ['--judge', 'set'],
  'list-append': ['--judge', 'transactions:strict-serializable'],
  'rw-register': ['--judge', 'transactions:causal'],
  log: ['--judge', 'log'],
};

export async function run(): Promise<void> {
  const rows: string[][] = [];
  for (const [workload, judge] of Object.entries(WORKLOADS)) {
    for (const rate of [RATE, 0]) rows.push(await measured(workload, judge, rate));
  }
  printTable(
    [
      'workload',
      'asked for',
      'answered a second',
      'of asked',
      'p50 ms',
      'p99 ms',
      'ok',
      'failed',
      'unknown',
      'verdict',
    ],
    rows,
  );
}

/** `rate` 0: as much as the clients can do. */
async function measured(workload: string, judge: readonly string[], rate: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  try {
    const { verdict } = await storedRun(
      [
        ...['reference', '--nodes', '3', '--workload', workload, ...judge, '--faults', 'none', '--seed', '1'],
        ...['--time', `${SECONDS}s`, '--rate', String(rate), '--concurrency', String(CLIENTS)],
      ],
      folder,
    );
    const statistics = readStatistics(verdict.statistics);
    const { ok = 0, fail = 0, info = 0 } = statistics?.all.counts ?? {};
    const latencyMs = statistics?.all.latencyMs;
    const answered = (ok + fail) / SECONDS;
    return [
      workload,
      rate === 0 ? 'all' : grouped(rate),
      grouped(answered),
      rate === 0 ? '' : (answered / rate).toFixed(2),
      ...[latencyMs?.p50, latencyMs?.p99].map((each) => each?.toFixed(1) ?? ''),
      ...[ok, fail, info].map(grouped),
      String(verdict.valid),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
