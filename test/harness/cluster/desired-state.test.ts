/** The fold of troubles: what overlapping faults come to does not depend on their order or number. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLEAN_STATE, foldTroubles } from '../../../harness/cluster/desired-state.js';
import type { Trouble } from '../../../harness/contracts/fault.js';

const node = fc.constantFrom('n1', 'n2', 'n3');
const trouble: fc.Arbitrary<Trouble> = fc.record(
  {
    cuts: fc.array(fc.record({ from: node, to: node }), { maxLength: 4 }),
    paused: fc.array(node, { maxLength: 2 }),
    down: fc.array(node, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

test('no trouble is a clean cluster', () => {
  expect(foldTroubles([])).toEqual(CLEAN_STATE);
});

test('the order of troubles does not matter, nor does having one twice', () => {
  fc.assert(
    fc.property(fc.array(trouble, { maxLength: 5 }), (troubles) => {
      const folded = foldTroubles(troubles);
      expect(foldTroubles([...troubles].reverse())).toEqual(folded);
      expect(foldTroubles([...troubles, ...troubles])).toEqual(folded);
    }),
  );
});

test('healing one of two overlapping faults leaves exactly the other', () => {
  fc.assert(
    fc.property(trouble, trouble, (first, second) => {
      const both = foldTroubles([first, second]);
      const left = foldTroubles([second]);
      for (const cut of left.cuts) expect(both.cuts).toContainEqual(cut);
      for (const name of left.down) expect(both.down.has(name)).toBe(true);
      for (const name of left.paused) expect(both.paused.has(name) || both.down.has(name)).toBe(true);
    }),
  );
});

test('a node that is down is not paused as well', () => {
  expect(foldTroubles([{ paused: ['n1', 'n2'] }, { down: ['n1'] }])).toEqual({
    cuts: [],
    paused: new Set(['n2']),
    down: new Set(['n1']),
  });
});
