/** A process of its own for one measurement: loads a history of transactions, judges it, and says what that took. */
import { transactions } from '../../checkers/transactions/index.js';
import type { Validity } from '../../harness/contracts/checker.js';
import { readHistory } from '../../harness/history/read.js';
import { budgetFromNow } from '../../harness/run/judge.js';

export interface Measurement {
  readonly valid: Validity;
  readonly strongest: readonly string[];
  /** Types, each once. */
  readonly anomalies: readonly string[];
  /** Transactions judged. */
  readonly operations: number;
  readonly loadMs: number;
  readonly checkMs: number;
  /** Resident memory of this process: once the history was loaded, and at its highest. */
  readonly loadedMb: number;
  readonly peakMb: number;
}

const [path = '', level = ''] = process.argv.slice(2);
const began = performance.now();
const { history } = await readHistory(path);
const loaded = performance.now();
const loadedMb = process.memoryUsage().rss / 2 ** 20;
const checker = transactions(level === '' ? {} : { level });
const verdict = await checker.check(history, { keyed: false, budget: budgetFromNow() });
const checkMs = performance.now() - loaded;
const measurement: Measurement = {
  valid: verdict.valid,
  strongest: verdict.strongest ?? [],
  anomalies: [...new Set(verdict.anomalies.map(({ type }) => type))],
  operations: verdict.operations,
  loadMs: loaded - began,
  checkMs,
  loadedMb,
  peakMb: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(measurement));
