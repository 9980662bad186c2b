/** The checker and brute force say the same of every tiny history, valid or spoilt, with unknown outcomes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreement } from './agreement.js';
import { cases } from './cases.js';

const RUNS = 5_000;

describe.each(cases)('$name', (each) => {
  test('agrees with brute force', async () => {
    const seen = { valid: 0, broken: 0, 'nothing to judge': 0 };
    await fc.assert(
      fc.asyncProperty(each.histories, async (tiny) => {
        seen[await agreement(each, tiny)] += 1;
      }),
      { numRuns: RUNS },
    );
    // Both kinds must come often, or nothing was compared.
    expect(seen.valid).toBeGreaterThan(RUNS / 10);
    expect(seen.broken).toBeGreaterThan(RUNS / 50);
  });
});
