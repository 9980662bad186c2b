/** What must hold between the checker and brute force on one tiny history; shared by the tests and the fuzzer. */
import { linearizable } from '../../../checkers/linearizable/index.js';
import { isLinearizable } from '../../oracle/linearizable.js';
import { testBudget } from './budget.js';
import type { Case } from './cases.js';
import type { Tiny } from './tiny.js';

export type Agreement = 'valid' | 'broken' | 'nothing to judge';

/** Throws where they disagree. */
export async function agreement({ model }: Case, { operations, history }: Tiny): Promise<Agreement> {
  const verdict = await linearizable(model).check(history, { keyed: false, budget: testBudget() });
  if (operations.every(({ end }) => end === null)) {
    if (verdict.valid !== 'unknown') throw new Error(`nothing succeeded, and it says ${verdict.valid}`);
    return 'nothing to judge';
  }
  const expected = isLinearizable(model, operations);
  if (verdict.valid !== expected) throw new Error(`brute force says ${expected}, the checker ${verdict.valid}`);
  if ((verdict.anomalies.length === 0) !== expected) throw new Error(`${verdict.anomalies.length} anomalies`);
  return expected ? 'valid' : 'broken';
}
