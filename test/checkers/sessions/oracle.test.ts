/** The checker and brute force say the same of every tiny history of single steps and every guarantee. */
import { expect, test } from 'vitest';
import { SESSION_LEVELS, sessions } from '../../../checkers/sessions/index.js';
import { singleStepsHold } from '../../oracle/single-steps.js';
import { agrees } from '../agrees.js';
import { TINY, tinyRegisters } from '../causal/tiny.js';
import { tinyHistories } from '../tiny-histories.js';

const histories = tinyHistories(tinyRegisters, TINY);

test.each(SESSION_LEVELS)('agrees with brute force about %s', async (level) => {
  const types = await agrees(sessions({ level }), (events) => singleStepsHold(events, [level]), histories, 2_500);
  // The order of writes alone is never wrong where nobody knows the order of the versions.
  const isOfReads = level === 'read-your-writes' || level === 'monotonic-reads';
  expect((types.get(`${level}-violated`) ?? 0) > 20).toBe(isOfReads);
});

test('agrees with brute force about all of them', async () => {
  await agrees(sessions(), (events) => singleStepsHold(events, SESSION_LEVELS), histories, 2_500);
});
