/** The checkers and the definitions say the same of tiny histories of forks and inserts, and each proof is complete. */
import { expect, test } from 'vitest';
import { longFork } from '../../../checkers/long-fork/index.js';
import { isWithoutForks } from '../../oracle/forks.js';
import { agrees } from '../agrees.js';
import { type TinySystem, tinyHistories } from '../tiny-histories.js';

/** Six keys, each written once, and reads of some of them. */
const tinyGroups: TinySystem<Set<number>> = {
  start: () => new Set(),
  ask: (pick, turn) => {
    if (pick % 3 > 0 && turn < 6) return { f: 'txn', value: [['w', turn, 1]] };
    const keys = [0, 1, 2, 3, 4, 5].filter((key) => (pick >> (3 * key)) % 8 > 0);
    return { f: 'txn', value: keys.map((key) => ['r', key, null]) };
  },
  answer: (written, { value }, lie) =>
    (value as [string, number, number | null][]).map(([kind, key, asked]) => {
      if (kind === 'w') written.add(key);
      const isHidden = (lie >> key) % 2 === 1;
      return kind === 'w' ? [kind, key, asked] : [kind, key, written.has(key) && !isHidden ? 1 : null];
    }),
};

test('agrees with the definition', async () => {
  const histories = tinyHistories(tinyGroups, {
    processes: 4,
    maxLength: 24,
    liesOneIn: 2,
    outcomes: ['ok', 'ok', 'ok', 'ok', 'ok', 'fail', 'info'],
  });
  const types = await agrees(longFork, isWithoutForks, histories, 6_000);
  expect(types.get('long-fork')).toBeGreaterThan(200);
});
