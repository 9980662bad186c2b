/** What was measured is read back from a run's folder, whatever a crash left of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_MEASUREMENTS, RunFolder, readMeasurements } from '../../../harness/results/index.js';

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'faultline-measurements-'));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

const CLOCK = { timeNs: 5, node: 'n1', source: 'probe', offsetNs: -3, monotonicOffsetNs: null, uncertaintyNs: 1 };
const DELAY = { from: 'n1', to: 'n2', timeNs: 7, delayNs: 2 };
const HEALTH = { timeNs: 1e9, wallMs: 1.7e12, lateMs: 3.5, collectingMs: 0 };

test('an empty folder, and none, have no measurements', () => {
  expect(readMeasurements(path)).toEqual(NO_MEASUREMENTS);
  expect(readMeasurements(join(path, 'nowhere'))).toEqual(NO_MEASUREMENTS);
});

test('what a run writes is read', () => {
  const folder = new RunFolder(path);
  folder.appendClock(CLOCK);
  folder.appendDelay(DELAY);
  folder.appendDelay({ ...DELAY, timeNs: 8 });
  folder.appendHealth(HEALTH);
  expect(readMeasurements(path)).toEqual({
    ...{ clocks: [CLOCK], delays: [DELAY, { ...DELAY, timeNs: 8 }], health: [HEALTH], logs: [] },
  });
});

test('a torn last line, and one of another shape, are left out', () => {
  writeFileSync(join(path, 'delays.ndjson'), `${JSON.stringify(DELAY)}\n{"from":"n1"}\n{"from":"n1","to":"n2","ti`);
  expect(readMeasurements(path).delays).toEqual([DELAY]);
});

test('logs are told with their node and process, nodes in the order of their numbers', () => {
  for (const node of ['n10', 'n2']) mkdirSync(join(path, 'nodes', node), { recursive: true });
  writeFileSync(join(path, 'nodes', 'n10', 'etcd.log'), 'ten\n');
  writeFileSync(join(path, 'nodes', 'n2', 'etcd.log'), 'two\n');
  writeFileSync(join(path, 'nodes', 'n2', 'empty.log'), '');
  writeFileSync(join(path, 'nodes', 'n2', 'core'), 'no log');
  writeFileSync(join(path, 'harness.log'), 'ours\n');
  expect(readMeasurements(path).logs).toEqual([
    { node: 'n2', source: 'etcd', text: 'two\n', leftOutBytes: 0 },
    { node: 'n10', source: 'etcd', text: 'ten\n', leftOutBytes: 0 },
    { node: null, source: 'harness', text: 'ours\n', leftOutBytes: 0 },
  ]);
});

test('of a log that is far too long the end is read, from the beginning of a line on', () => {
  mkdirSync(join(path, 'nodes', 'n1'), { recursive: true });
  const line = `${'x'.repeat(1_023)}\n`;
  writeFileSync(join(path, 'nodes', 'n1', 'etcd.log'), `first\n${line.repeat(33 * 1_024)}last\n`);
  const [log] = readMeasurements(path).logs;
  expect(log?.text.startsWith(line)).toBe(true);
  expect(log?.text.endsWith('\nlast\n')).toBe(true);
  expect((log?.text.length ?? 0) + (log?.leftOutBytes ?? 0)).toBe(11 + line.length * 33 * 1_024);
  expect(log?.leftOutBytes).toBeGreaterThan(1_024 * 1_024 - 2_048);
});
