/** A process of its own for one measurement: loads a history of transactions, judges it, and says what that took. */
import { transactions } from '../../checkers/transactions/index.js';
import type { Validity } from '../../harness/contracts/checker.js';
import { readHistory } from '../../harness/history/read.js';
import { budgetFromNow } from '../../harness/run/judge.js';

export interface Measurement {
  readonly valid: Validity;
  readonly strongest: readonly string[];
  readonly anomalies: readonly string[];
  readonly loadMs: number;
  readonly checkMs: number;
  /** Resident memory of this process at its highest. */
  readonly peakMb: number;
}

const [path = '', level = ''] = process.argv.slice(2);
const began = performance.now();
const { history } = await readHistory(path);
const loaded = performance.now();
const checker = transactions(level === '' ? {} : { level });
const verdict = await checker.check(history, { keyed: false, budget: budgetFromNow(60_000) });
const measurement: Measurement = {
  valid: verdict.valid,
  strongest: verdict.strongest ?? [],
  anomalies: [...new Set(verdict.anomalies.map(({ type }) => type))],
  loadMs: loaded - began,
  checkMs: performance.now() - loaded,
  peakMb: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(measurement));
