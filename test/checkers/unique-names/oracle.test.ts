/** The checker of unique names says what the definition says of every tiny history, and each proof is complete. */
import { expect, test } from 'vitest';
import { uniqueNames } from '../../../checkers/unique-names/index.js';
import { namesAreUnique } from '../../oracle/unique-names.js';
import { agrees } from '../agrees.js';
import { tinyHistories } from '../tiny-histories.js';

const histories = tinyHistories(
  {
    start: () => ({}),
    ask: (pick, turn) => {
      const name = `n${pick % 7}`;
      return { f: 'claim', value: pick % 5 === 0 ? name : [name, turn] };
    },
    answer: (_, { value }) => value,
  },
  { processes: 4, maxLength: 14, liesOneIn: 4 },
);

test('agrees with the definition', async () => {
  expect([...(await agrees(uniqueNames, namesAreUnique, histories, 5_000)).keys()]).toEqual(['claimed-twice']);
});
