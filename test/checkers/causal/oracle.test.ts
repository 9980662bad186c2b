/** The checker and brute force say the same of every tiny history of single steps, and each proof is complete. */
import { expect, test } from 'vitest';
import { causal } from '../../../checkers/causal/index.js';
import { singleStepsHold } from '../../oracle/single-steps.js';
import { agrees } from '../agrees.js';
import { tinyHistories } from '../tiny-histories.js';
import { TINY, tinyRegisters } from './tiny.js';

test('agrees with brute force', async () => {
  const histories = tinyHistories(tinyRegisters, { ...TINY, maxLength: 13 });
  const types = await agrees(causal, (events) => singleStepsHold(events, ['causal']), histories, 3_000);
  expect(types.get('causal-violation')).toBeGreaterThan(200);
});
