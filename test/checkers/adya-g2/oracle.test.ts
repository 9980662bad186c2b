/** The checker and the definition say the same of tiny histories of inserts, and each proof is complete. */
import { expect, test } from 'vitest';
import { adyaG2 } from '../../../checkers/adya-g2/index.js';
import { isWithoutG2 } from '../../oracle/forks.js';
import { agrees } from '../agrees.js';
import { tinyHistories } from '../tiny-histories.js';

test('agrees with the definition', async () => {
  const system = {
    start: () => null,
    ask: (pick: number, turn: number) => ({ f: 'insert', value: [pick % 6, [turn, null]] }),
    answer: (_: null, { value }: { readonly value: unknown }) => value,
  };
  const outcomes = ['ok', 'fail', 'fail', 'info'] as const;
  const histories = tinyHistories(system, { processes: 4, maxLength: 14, liesOneIn: 2, outcomes });
  const types = await agrees(adyaG2, isWithoutG2, histories, 5_000);
  expect(types.get('G2')).toBeGreaterThan(100);
});
