/** A process of its own for one measurement: loads a history, judges it, and says what that took. */
import { CallTable, thatMatter } from '../../checkers/linearizable/calls.js';
import { linearizable, modelNamed } from '../../checkers/linearizable/index.js';
import { splitObjects } from '../../checkers/linearizable/objects.js';
import { search } from '../../checkers/linearizable/search/search.js';
import type { Validity } from '../../harness/contracts/checker.js';
import { readHistory } from '../../harness/history/read.js';
import { budgetFromNow } from '../../harness/run/judge.js';

export interface Measurement {
  readonly valid: Validity;
  readonly algorithm: string;
  readonly loadMs: number;
  readonly checkMs: number;
  /** Resident memory of this process: once the history was loaded, and at its highest. */
  readonly loadedMb: number;
  readonly peakMb: number;
}

const [path = '', model = '', how = ''] = process.argv.slice(2);
const began = performance.now();
const { history } = await readHistory(path);
const loaded = performance.now();
const loadedMb = process.memoryUsage().rss / 2 ** 20;
const budget = budgetFromNow(how === 'search' ? 20_000 : 120_000);
let judged: { readonly valid: Validity; readonly algorithm?: string };
if (how === 'search') {
  const chosen = modelNamed(model);
  const [object] = splitObjects(history, { keyed: false, named: false });
  const { kind } = search(
    chosen,
    thatMatter(chosen, new CallTable(history, chosen, () => new Error()).operationsOf(object!)),
    budget,
  );
  judged = { valid: kind === 'gave-up' ? 'unknown' : kind === 'linearizable', algorithm: 'search' };
} else judged = await linearizable(modelNamed(model)).check(history, { keyed: false, budget });
const checkMs = performance.now() - loaded;
const measurement: Measurement = {
  valid: judged.valid,
  algorithm: judged.algorithm ?? '',
  loadMs: loaded - began,
  checkMs,
  loadedMb,
  peakMb: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(measurement));
