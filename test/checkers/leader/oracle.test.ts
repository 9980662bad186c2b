/** The checker of leadership says what the definition says of every tiny history, and each proof is complete. */
import { expect, test } from 'vitest';
import { leader } from '../../../checkers/leader/index.js';
import { leadershipHolds } from '../../oracle/leader.js';
import { agrees } from '../agrees.js';
import { tinyHistories } from '../tiny-histories.js';

/** Terms that grow now and then; process 2 asks the node that process 0 asks, and process 3 one without a name. */
const histories = tinyHistories(
  {
    start: () => ({ term: 3 }),
    ask: () => ({ f: 'leader', value: null }),
    answer: (state, _, lie) => {
      state.term += Number((lie + state.term * 7) % 3 === 0 && lie === 0);
      if (lie % 5 === 4) return null;
      if (lie % 7 === 6) return { node: null, term: state.term - (lie % 2) };
      const term = lie > 0 && lie % 2 === 0 ? state.term - 1 : state.term;
      return { node: lie > 0 && lie % 2 === 1 ? 'rival' : `n${term}`, term };
    },
  },
  { processes: 4, maxLength: 14, liesOneIn: 4 },
).map((events) =>
  events.map((event) => (event.process === 3 ? event : { ...event, node: `n${Number(event.process) % 2}` })),
);

test('agrees with the definition', async () => {
  const types = await agrees(leader, leadershipHolds, histories, 6_000);
  expect(new Set(types.keys())).toEqual(new Set(['two-leaders', 'term-went-back']));
});
