/** A process of its own for one property: simulates a history, judges it, and says what that took. */
import type { Validity } from '../../harness/contracts/checker.js';
import { createRandom } from '../../harness/generator/index.js';
import { budgetFromNow } from '../../harness/run/judge.js';
import { median } from '../table.js';
import { benches } from './benches.js';

export interface Measurement {
  readonly valid: Validity;
  readonly checkMs: number;
  /** Parsing every value of the history as JSON, and nothing else. */
  readonly parseMs: number;
  /** Resident memory of this process: with the history, and at its highest since. */
  readonly historyMb: number;
  readonly peakMb: number;
}

const RUNS = 3;

const [name = '', count = ''] = process.argv.slice(2);
const bench = await benches[name]?.();
if (bench === undefined) throw new Error(`there is no property ${name}`);
const history = bench.simulate(Number(count), createRandom(1));
globalThis.gc?.();
const historyMb = process.memoryUsage().rss / 2 ** 20;
const times: number[] = [];
let valid: Validity = 'unknown';
for (let run = 0; run < RUNS; run += 1) {
  const began = performance.now();
  ({ valid } = await bench.checker.check(history, { keyed: bench.keyed, budget: budgetFromNow() }));
  times.push(performance.now() - began);
}
const peakMb = process.resourceUsage().maxRSS / 1024;
const began = performance.now();
for (let index = 0; index < history.length; index += 1) history.value(index);
const parseMs = performance.now() - began;
const measurement: Measurement = { valid, checkMs: median(times), parseMs, historyMb, peakMb };
console.log(JSON.stringify(measurement));
