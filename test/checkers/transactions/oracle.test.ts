/** The checker and brute force say the same of every level and every tiny history, valid or spoilt, with unknown outcomes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEVELS, type Level } from '../../../checkers/transactions/index.js';
import { agreement } from './agreement.js';
import { tinyTransactions } from './tiny.js';

const RUNS = 5_000;

describe.each([
  { name: 'lists', isList: true },
  { name: 'registers', isList: false },
])('$name', ({ isList }) => {
  test('agrees with brute force about every level', async () => {
    const held = new Map<Level, number>();
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(tinyTransactions(isList), async (tiny) => {
        const levels = await agreement(tiny);
        if (levels === 'nothing to judge') return;
        judged += 1;
        for (const level of levels) held.set(level, (held.get(level) ?? 0) + 1);
      }),
      { numRuns: RUNS },
    );
    // Every level must hold often, and be broken often, or nothing was compared.
    for (const level of LEVELS) {
      expect(held.get(level) ?? 0, level).toBeGreaterThan(judged / 50);
      // Of registers nobody knows the order of the versions, so there is always one in which no write is dirty.
      const broken = judged - (held.get(level) ?? 0);
      if (isList || level !== 'read-uncommitted') expect(broken, level).toBeGreaterThan(judged / 500);
    }
  });
});
