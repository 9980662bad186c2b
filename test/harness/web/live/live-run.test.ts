/** A run followed while it is written: counts, faults in force, the log, lines torn in the middle, and its end. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GrowingFile } from '../../../../harness/web/live/growing-file.js';
import { LiveRun } from '../../../../harness/web/live/live-run.js';
import { emptyVerdict } from '../../results/verdict-fixture.js';
import { beginRun } from '../sample-runs.js';

let results: string;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'faultline-live-'));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

const event = (type: string, process: number | 'nemesis', time: number, value: unknown = null): string =>
  `${JSON.stringify({ index: 0, time, type, process, f: 'read', value })}\n`;
const fault = (phase: string, time: number): string =>
  event('info', 'nemesis', time, { fault: 'partition', id: 'f1', phase, victims: ['n1'], summary: 'n1 | n2 n3' });

test('tells what was done since the last look, and what is in force', async () => {
  const folder = beginRun(results);
  const live = new LiveRun(folder.path, results);
  const now = Date.now();
  expect(await live.look(now)).toMatchObject({ running: true, invoked: 0, inForce: [], log: [], timeMs: 60_000 });
  appendFileSync(folder.historyPath, event('invoke', 0, 1e9) + event('ok', 0, 1.1e9) + event('invoke', 1, 2e9));
  appendFileSync(folder.historyPath, fault('inject', 2e9) + fault('verified', 3e9) + event('fail', 1, 5e9));
  folder.appendLog('partition n1 | n2 n3');
  const then = await live.look(now + 1_000);
  expect(then).toMatchObject({ running: true, invoked: 2, ok: 1, fail: 1, info: 0, ratePerSecond: 2 });
  expect(then.inForce).toEqual([{ fault: 'partition', summary: 'n1 | n2 n3', sinceMs: 2_000 }]);
  expect(then.log).toEqual([expect.stringContaining('partition n1 | n2 n3')]);
  appendFileSync(folder.historyPath, fault('heal', 6e9));
  expect((await live.look(now + 2_000)).inForce).toEqual([]);
});

test('a line that is half written is counted once, when it is whole', async () => {
  const folder = beginRun(results);
  const live = new LiveRun(folder.path, results);
  const line = event('invoke', 0, 1e9);
  appendFileSync(folder.historyPath, line.slice(0, 20));
  expect((await live.look(Date.now())).invoked).toBe(0);
  appendFileSync(folder.historyPath, line.slice(20));
  expect((await live.look(Date.now())).invoked).toBe(1);
  expect((await live.look(Date.now())).invoked).toBe(1);
});

test('ends with the report, which is awaited for a while after the verdict', async () => {
  const folder = beginRun(results);
  const live = new LiveRun(folder.path, results);
  folder.writeVerdict({ ...emptyVerdict, valid: true, exitCode: 0 });
  expect(await live.look(Date.now())).toMatchObject({ running: true, report: false });
  expect(await live.look(Date.now() + 11_000)).toMatchObject({ running: false, report: false });
  folder.writeReport('<!doctype html>');
  expect(await live.look(Date.now())).toMatchObject({ running: false, report: true });
});

test('a growing file is never read twice, nor more of it than was asked for', async () => {
  const path = join(results, 'log');
  writeFileSync(path, Array.from({ length: 1_000 }, (_, at) => `line ${at}\n`).join(''));
  const file = new GrowingFile(results, 'log');
  const lines: string[] = [];
  let turns = 0;
  for (let left = 1; left > 0; turns += 1) left = await file.read(1_000, (line) => lines.push(line));
  expect(turns).toBeGreaterThan(8);
  expect(lines).toEqual(Array.from({ length: 1_000 }, (_, at) => `line ${at}`));
  const last: string[] = [];
  await new GrowingFile(results, 'log', 20).read(1_000, (line) => last.push(line));
  expect(last).toEqual(['line 998', 'line 999']);
});
