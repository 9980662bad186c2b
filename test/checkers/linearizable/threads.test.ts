/** Keys that are judged in threads get the same verdicts, errors and explanations; and time is over when it is over. */
import { expect, test } from 'vitest';
import { linearizable, modelNamed } from '../../../checkers/linearizable/index.js';
import type { Budget } from '../../../harness/contracts/checker.js';
import type { History } from '../../../harness/contracts/history.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
import { testBudget } from './budget.js';
import endless from './fixtures/endless-model.js';

/** Looks at the clock make time fly, so that threads are started at once. */
function hasty(): Budget {
  const began = performance.now();
  let looks = 0;
  return {
    ...testBudget(),
    now: () => performance.now() + (looks++ > 0 ? 1_000 : 0),
    deadlineMs: began + 30_000,
    parallelism: 2,
  };
}

const KEYS = 40;

/** Values come twice, so that the search is needed; every tenth key is broken. */
function keyedHistory(lastFunction = 'read'): History {
  const rows: OperationDraftRow[] = [];
  const both = (key: number, f: string, input: unknown, output: unknown): void => {
    rows.push(
      { process: key, type: 'invoke', f, value: [key, input] },
      { process: key, type: 'ok', f, value: [key, output] },
    );
  };
  for (let key = 0; key < KEYS; key += 1) {
    both(key, 'write', 1, 1);
    both(key, 'write', 2, 2);
    both(key, 'write', 1, 1);
    both(key, key === KEYS - 1 ? lastFunction : 'read', null, key % 10 === 9 ? 2 : 1);
  }
  return historyFromOperations(rows);
}

test('verdicts and explanations are those of one thread', async () => {
  const checker = linearizable(modelNamed('cas-register'));
  const alone = await checker.check(keyedHistory(), { keyed: true, budget: testBudget() });
  const shared = await checker.check(keyedHistory(), { keyed: true, budget: hasty() });
  expect(alone.valid).toBe(false);
  expect(alone.anomalies.map(({ key }) => key)).toEqual(['9', '19', '29', '39']);
  expect(shared).toEqual(alone);
});

test('what the model does not know is still told with its place', async () => {
  const judged = linearizable(modelNamed('cas-register')).check(keyedHistory('dance'), {
    keyed: true,
    budget: hasty(),
  });
  await expect(judged).rejects.toThrow(`operation ${KEYS * 8 - 2}: a register has no "dance"`);
});

test('a step that does not end is given up when time is over', async () => {
  const rows: OperationDraftRow[] = [
    { process: 0, type: 'invoke', f: 'turn', value: null },
    { process: 0, type: 'ok', f: 'turn', value: null },
  ];
  const budget = { ...testBudget(), deadlineMs: performance.now() + 1_000 };
  const verdict = await linearizable(endless).check(historyFromOperations(rows), { keyed: false, budget });
  expect(verdict.valid).toBe('unknown');
  expect(verdict.reason).toContain('time for checking was used up');
});
