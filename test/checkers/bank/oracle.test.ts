/** The checker and the definition say the same of every tiny bank, and each proof is complete. */
import { expect, test } from 'vitest';
import { bank } from '../../../checkers/bank/index.js';
import { bankHolds } from '../../oracle/bank.js';
import { agrees } from '../agrees.js';
import { tinyHistories } from '../tiny-histories.js';
import { tinyBank } from './tiny.js';

const RUNS = 6_000;
const shape = { processes: 4, maxLength: 16, liesOneIn: 12 };

test.each([
  ['opened', true, undefined, 12],
  ['opened, overdraft', true, 'allowed', 12],
  ['opened, no overdraft', true, 'forbidden', 12],
  ['open before', false, undefined, 12],
] as const)('agrees with the definition: %s', async (_, withOpening, negative, liesOneIn) => {
  const mayOverdraw = negative === undefined ? undefined : negative === 'allowed';
  const histories = tinyHistories(tinyBank(withOpening), { ...shape, liesOneIn });
  const checker = bank(negative === undefined ? {} : { negative });
  const types = await agrees(checker, (events) => bankHolds(events, mayOverdraw), histories, RUNS);
  expect(types.get('wrong-total')).toBeGreaterThan(100);
  expect((types.get('negative-balance') ?? 0) > 50).toBe(negative !== 'allowed');
  expect((types.get('missing-account') ?? 0) > 20).toBe(withOpening);
  expect((types.get('unknown-account') ?? 0) > 20).toBe(withOpening);
});
