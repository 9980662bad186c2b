/** A process of its own for one page: simulates a history, renders its report, and says what that took. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { statistics } from '../../checkers/statistics/index.js';
import { USUAL_MODEL } from '../../harness/contracts/system-model.js';
import { testSchema } from '../../harness/contracts/test.js';
import { renderReport } from '../../harness/report/html/report.js';
import { concludeRun } from '../../harness/results/index.js';
import { type Shape, simulate } from './simulate.js';

export interface Measurement {
  readonly historyBytes: number;
  readonly gzippedBytes: number;
  readonly pageBytes: number;
  readonly renderMs: number;
  readonly gzipMs: number;
  readonly peakMb: number;
}

const [shape = 'registers', count = '', folder = ''] = process.argv.slice(2);
const historyPath = join(folder, 'history.ndjson');
const history = simulate(shape as Shape, Number(count), historyPath);
const raw = readFileSync(historyPath);
const gzipBegan = performance.now();
const gzippedBytes = gzipSync(raw).length;
const gzipMs = performance.now() - gzipBegan;

const verdict = concludeRun({
  properties: [{ property: 'linearizable', valid: true, anomalies: [], operations: Number(count) }],
  systemModel: USUAL_MODEL,
  statistics: statistics(history),
  ...{ vacuity: null, runError: null, interrupted: false, liesTold: 0 },
});
const test = testSchema.parse({
  ...{ version: 1, name: `bench-${shape}`, startedAt: '2026-11-21T19:40:00.000Z', seed: 1 },
  ...{ target: 'none', targetOptions: {}, workload: shape, workloadOptions: {}, keyed: shape === 'registers' },
  ...{ judge: { property: 'linearizable' }, claimSource: null, cluster: 'local', nodes: 5, concurrency: 20 },
  ...{ rate: 20_000, timeMs: 50_000, opTimeoutMs: 5_000, intervalMs: 1, faults: [], schedule: [], plant: null },
  ...{ command: 'npm run bench -- report', versions: {} },
});
const began = performance.now();
const page = renderReport({ test, verdict, history });
const renderMs = performance.now() - began;
writeFileSync(join(folder, 'report.html'), page);
const measurement: Measurement = {
  ...{ historyBytes: raw.length, gzippedBytes, gzipMs, renderMs },
  pageBytes: Buffer.byteLength(page),
  peakMb: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(measurement));
