/** What must hold between the checker and brute force on one tiny history; for the tests and the fuzzer. */

import { LEVELS, type Level, transactions } from '../../../checkers/transactions/index.js';
import { implies } from '../../../checkers/transactions/levels/lattice.js';
import { holds } from '../../oracle/transactions.js';
import { testBudget } from '../linearizable/budget.js';
import type { Tiny } from './tiny.js';

/** What a single read shows to be wrong leaves open what the levels that are not about reads would say. */
const ABOUT_VERSIONS: ReadonlySet<Level> = new Set([
  'read-uncommitted',
  'read-your-writes',
  'monotonic-reads',
  'monotonic-writes',
  'writes-follow-reads',
]);
const BAD_READS = ['G1a', 'G1b', 'thin-air', 'dirty-update', 'duplicate-elements', 'incompatible-order', 'future-read'];

export type Agreement = 'nothing to judge' | readonly Level[];

/** The levels that hold. Throws where they disagree. */
export async function agreement(tiny: Tiny): Promise<Agreement> {
  const verdict = await transactions().check(tiny.history, { keyed: false, budget: testBudget() });
  if (!tiny.transactions.some(({ outcome }) => outcome === 'ok')) {
    if (verdict.valid !== 'unknown') throw new Error(`nothing succeeded, and it says ${verdict.valid}`);
    return 'nothing to judge';
  }
  const hasBadReads = verdict.anomalies.some(({ type }) => BAD_READS.includes(type));
  const found = new Map(LEVELS.map((level) => [level, verdict.levels?.[level]]));
  for (const level of LEVELS) {
    for (const weaker of LEVELS) {
      if (implies(level, weaker) && found.get(level) === true && found.get(weaker) !== true) {
        throw new Error(`${level} holds, and ${weaker}, which it implies, does not`);
      }
    }
    if (hasBadReads && ABOUT_VERSIONS.has(level)) continue;
    const expected = holds(level, tiny.transactions, tiny.isList);
    if (found.get(level) !== expected)
      throw new Error(`${level}: brute force says ${expected}, the checker ${found.get(level)}`);
  }
  return LEVELS.filter((level) => found.get(level) === true);
}
