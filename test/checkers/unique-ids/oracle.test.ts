/** The checkers of ids say what the definitions say of every tiny history, and each proof is complete. */
import { expect, test } from 'vitest';
import { idOrder, uniqueIds } from '../../../checkers/unique-ids/index.js';
import { idsAreUnique, idsGrow } from '../../oracle/unique-ids.js';
import { agrees } from '../agrees.js';
import { tinyHistories } from '../tiny-histories.js';

/** A counter that gives out an old number when it lies; written as `write` writes it. */
const histories = (write: (id: number) => unknown) =>
  tinyHistories(
    {
      start: () => ({ last: 8 }),
      ask: () => ({ f: 'generate', value: null }),
      answer: (state, _, lie) => {
        if (lie > 0) return write(Math.max(0, state.last - (lie % 4)));
        state.last += 1;
        return write(state.last);
      },
    },
    { processes: 3, maxLength: 14, liesOneIn: 4 },
  );

test.each<[string, (id: number) => unknown]>([
  ['numbers', (id) => id],
  ['negative numbers', (id) => id - 12],
  ['strings', (id) => `n${String(id).padStart(4, '0')}`],
])('%s', async (_, write) => {
  expect([...(await agrees(uniqueIds, idsAreUnique, histories(write), 3_000)).keys()]).toEqual(['duplicate-id']);
  expect([...(await agrees(idOrder, idsGrow, histories(write), 3_000)).keys()]).toEqual(['ids-out-of-order']);
});
