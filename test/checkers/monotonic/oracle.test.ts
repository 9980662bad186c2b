/** The checker and the definition say the same of every tiny history of sequences, and each proof is complete. */
import { expect, test } from 'vitest';
import { monotonic } from '../../../checkers/monotonic/index.js';
import { monotonicHolds } from '../../oracle/sequences.js';
import { agrees } from '../agrees.js';
import { tinySequences } from '../increments/tiny.js';
import { tinyHistories } from '../tiny-histories.js';

test('agrees with the definition', async () => {
  const histories = tinyHistories(tinySequences, { processes: 3, maxLength: 16, liesOneIn: 5 });
  const types = await agrees(monotonic, monotonicHolds, histories, 10_000);
  expect(types.get('nonmonotonic-read')).toBeGreaterThan(200);
  expect(types.get('own-increments-lost')).toBeGreaterThan(20);
});
