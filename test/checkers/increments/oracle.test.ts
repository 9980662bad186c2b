/** The checker and the definition say the same of every tiny history of sequences, and each proof is complete. */
import { expect, test } from 'vitest';
import { increments } from '../../../checkers/increments/index.js';
import { incrementsHold } from '../../oracle/sequences.js';
import { agrees } from '../agrees.js';
import { tinyHistories } from '../tiny-histories.js';
import { tinySequences } from './tiny.js';

test('agrees with the definition', async () => {
  const histories = tinyHistories(tinySequences, { processes: 4, maxLength: 16, liesOneIn: 8 });
  const types = await agrees(increments, incrementsHold, histories, 10_000);
  for (const type of ['duplicate-increment', 'went-back', 'too-great', 'lost-increments']) {
    expect([type, (types.get(type) ?? 0) > 50]).toEqual([type, true]);
  }
});
