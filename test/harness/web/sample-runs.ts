/** Folders of runs that never took place, in every state, for tests of what lists and shows them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { History } from '../../../harness/contracts/history.js';
import type { Test } from '../../../harness/contracts/test.js';
import { historyLines } from '../../../harness/history/write.js';
import { renderReport } from '../../../harness/report/html/report.js';
import { createRunFolder, FILES, type RunFolder, type RunVerdict } from '../../../harness/results/index.js';
import { hostileRun } from '../report/hostile.js';
import { syntheticRun, syntheticTest } from '../report/synthetic-run.js';
import { emptyVerdict } from '../results/verdict-fixture.js';

const TARGETS = [
  { target: 'etcd', version: '3.4.23' },
  { target: 'etcd', version: '3.5.16' },
  { target: 'redis', version: '7.0.15' },
  { target: 'postgresql', version: '15.8' },
] as const;
const WORKLOADS = ['register', 'bank', 'list-append', 'set'] as const;
const FAULTS = [['partition'], ['kill'], ['pause', 'kill'], [], ['partition', 'clock']] as const;

/** Writes a run whose files agree with each other, with its history and report. */
export async function writeSyntheticRun(
  results: string,
  stale: boolean,
  changes: Partial<Test> = {},
): Promise<RunFolder> {
  const { test, history, verdict } = await syntheticRun({ seconds: 40, rate: 100, stale }, changes);
  const folder = createRunFolder(results, test.name, new Date(test.startedAt), test.seed);
  folder.writeTest(test);
  writeHistory(folder, history);
  folder.writeVerdict(verdict);
  folder.writeReport(renderReport({ test, verdict, history }));
  folder.writeFaults([]);
  for (let line = 1; line <= 40; line += 1) folder.appendLog(`line ${line} of what was done`);
  writeFileSync(join(folder.nodesFolder, 'n1.log'), '<script>globalThis.attacked=1</script>\n');
  return folder;
}

/** Writes a run in which everything that can hold text holds an attack. */
export function writeHostileRun(results: string): RunFolder {
  const { test, verdict, history } = hostileRun();
  const folder = createRunFolder(results, 'hostile', new Date('2026-11-21T10:00:00Z'), 666);
  folder.writeTest(test);
  writeHistory(folder, history);
  folder.writeVerdict(verdict);
  folder.writeReport(renderReport({ test, verdict, history }));
  folder.appendLog('<img src=x onerror="globalThis.attacked=1">');
  return folder;
}

function writeHistory(folder: RunFolder, history: History): void {
  writeFileSync(folder.historyPath, Buffer.concat([...historyLines(history, { format: 'ndjson', times: true })]));
}

/**
 * Writes so many runs with test.json and verdict.json alone, one a minute: most valid, some violated, unknown and
 * failed, over targets, versions, workloads and faults.
 */
export async function writeManyRuns(results: string, howMany: number): Promise<void> {
  const valid = (await syntheticRun({ seconds: 20, rate: 100, stale: false })).verdict;
  const violated = (await syntheticRun({ seconds: 60, rate: 100, stale: true })).verdict;
  for (let number = 0; number < howMany; number += 1)
    writeBareRun(results, number, number % 13 === 5 ? violated : other(number, valid));
}

function other(number: number, valid: RunVerdict): RunVerdict {
  if (number % 29 === 7) return { ...emptyVerdict, reason: 'no operation succeeded while a fault was in force' };
  if (number % 41 !== 11) return valid;
  const message = 'partition on n1 did not take effect: n1 still reaches n2';
  return { ...emptyVerdict, exitCode: 3, reason: message, runError: { code: 'fault-not-proven', message } };
}

function writeBareRun(results: string, number: number, verdict: RunVerdict): void {
  const { target, version } = TARGETS[number % TARGETS.length]!;
  const workload = WORKLOADS[Math.floor(number / 4) % WORKLOADS.length]!;
  const faults = [...FAULTS[Math.floor(number / 3) % FAULTS.length]!];
  const startedAt = new Date(Date.UTC(2026, 10, 1) + number * 60_000);
  const versions = { faultline: '0.1.0', [target]: version };
  const name = `${target}-${workload}`;
  const test = syntheticTest({
    name,
    startedAt: startedAt.toISOString(),
    seed: number,
    target,
    workload,
    faults,
    versions,
  });
  const folder = createRunFolder(results, name, startedAt, number);
  folder.writeTest(test);
  folder.writeVerdict({ ...verdict, statistics: varied(verdict.statistics, number) });
}

/** The same statistics, a little faster or slower from run to run. */
function varied(statistics: unknown, number: number): unknown {
  if (typeof statistics !== 'object' || statistics === null || !('rate' in statistics)) return statistics;
  return { ...statistics, rate: Number(statistics.rate) * (1 + 0.2 * Math.sin(number / 9)) };
}

/** Leaves what a run has written when it has begun. */
export function beginRun(results: string, changes: Partial<Test> = {}): RunFolder {
  const test = syntheticTest({ startedAt: new Date().toISOString(), seed: 99, ...changes });
  const folder = createRunFolder(results, test.name, new Date(test.startedAt), test.seed);
  folder.writeTest(test);
  writeFileSync(join(folder.path, FILES.history), '');
  return folder;
}
