/** docs/locks.md: every example there is found, under its name, by the property that it stands under. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fencing } from '../../../checkers/fencing/index.js';
import { mutualExclusion } from '../../../checkers/mutual-exclusion/index.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { root } from '../../house/files.js';
import { testBudget } from '../linearizable/budget.js';
import { lockRows } from './rows.js';

const guide = readFileSync(join(root, 'docs/locks.md'), 'utf8');
const examples = [mutualExclusion, fencing].flatMap((checker) => {
  const section = guide.split('\n## ').find((each) => each.startsWith(`${checker.property}\n`)) ?? '';
  return section
    .split('\n### ')
    .slice(1)
    .map((example) => ({
      name: example.slice(0, example.indexOf('\n')),
      checker,
      lines: (/```\n(.*?)\n```/s.exec(example)?.[1] ?? '').split('\n'),
    }));
});

test('there are examples of every anomaly', () => {
  expect(examples.map(({ name }) => name)).toEqual([
    ...['overlapping-holds', 'write-after-lost-lock'],
    ...['duplicate-token', 'token-went-back', 'stale-token-accepted'],
  ]);
});

test.each(examples)('$name', async ({ name, checker, lines }) => {
  const history = historyFromOperations(lockRows(...lines));
  const { anomalies } = await checker.check(history, { keyed: false, budget: testBudget() });
  expect(anomalies.map(({ type }) => type)).toEqual([name]);
});
