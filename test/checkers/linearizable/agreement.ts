/** What must hold between the checker, its search and brute force on one tiny history; for the tests and the fuzzer. */
import { CallTable, thatMatter } from '../../../checkers/linearizable/calls.js';
import { linearizable } from '../../../checkers/linearizable/index.js';
import type { AnyModel } from '../../../checkers/linearizable/model.js';
import { splitObjects } from '../../../checkers/linearizable/objects.js';
import { search } from '../../../checkers/linearizable/search/search.js';
import type { History } from '../../../harness/contracts/history.js';
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
  const searched = searchAlone(model, history);
  if (searched !== expected) throw new Error(`brute force says ${expected}, the search alone ${searched}`);
  return expected ? 'valid' : 'broken';
}

/** What the search says without any of the algorithms that know one type better. */
function searchAlone(model: AnyModel, history: History): boolean {
  const calls = new CallTable(history, model, (place, what) => new Error(`${place}: ${what}`));
  const objects = splitObjects(history, { keyed: false, named: model.named === true });
  return objects.every((object) => {
    const { kind } = search(model, thatMatter(model, calls.operationsOf(object)), testBudget());
    if (kind === 'gave-up') throw new Error('the search alone gave up');
    return kind === 'linearizable';
  });
}
