/** Majorities and views, against counting by hand. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Member } from '../../../harness/contracts/target.js';
import { agreement, hasRoomForOneMore, majorityOf, without } from '../../../harness/target/member-views.js';

const names = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'];
const members: fc.Arbitrary<Member[]> = fc
  .uniqueArray(fc.record({ node: fc.option(fc.constantFrom(...names)), votes: fc.boolean() }), {
    selector: ({ node }) => node,
    maxLength: 7,
  })
  .map((all) => all.map((member, index) => ({ ...member, id: `${index}` })));

test('any two majorities have a voter in common, and no fewer would do', () => {
  for (let voters = 1; voters <= 9; voters += 1) {
    expect(2 * majorityOf(voters)).toBeGreaterThan(voters);
    expect(2 * (majorityOf(voters) - 1)).toBeLessThanOrEqual(voters);
  }
});

test('what remains without a node are the other voters, and up are those of them that are', () => {
  fc.assert(
    fc.property(members, fc.constantFrom(...names), fc.subarray(names), (view, leaving, up) => {
      let voters = 0;
      let alive = 0;
      for (const { node, votes } of view) {
        if (!votes || node === leaving) continue;
        voters += 1;
        if (node !== null && up.includes(node)) alive += 1;
      }
      expect(without(view, leaving, up)).toEqual({ voters, needed: Math.floor(voters / 2) + 1, up: alive });
    }),
  );
});

test('nobody can be the last to leave', () => {
  const { up, needed } = without([{ node: 'n1', id: '1', votes: true }], 'n1', ['n1']);
  expect(up).toBeLessThan(needed);
});

test('there is room for one more when those that are up stay a majority without it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 0, max: 7 }), (voters, alive) => {
      const view = names.slice(0, voters).map((node): Member => ({ node, id: node, votes: true }));
      const up = names.slice(0, Math.min(voters, alive));
      expect(hasRoomForOneMore(view, up)).toBe(2 * up.length > voters + 1);
    }),
  );
  expect(hasRoomForOneMore([{ node: 'n1', id: '1', votes: true }], ['n1'])).toBe(true);
  expect(hasRoomForOneMore([{ node: 'n1', id: '1', votes: true }], [])).toBe(false);
});

describe('agreement', () => {
  test('is there only when every view says the same of a node', () => {
    fc.assert(
      fc.property(fc.array(members, { maxLength: 4 }), fc.constantFrom(...names), (views, name) => {
        const said = new Set(
          views.map((view) => {
            const found = view.filter(({ node }) => node === name);
            if (found.length === 0) return 'out';
            return found[0]?.votes ? 'in' : 'learns';
          }),
        );
        const [only = 'unclear'] = said;
        expect(agreement(views, name)).toBe(said.size === 1 && only !== 'learns' ? only : 'unclear');
      }),
    );
  });

  test('is not there when nobody says anything', () => {
    expect(agreement([], 'n1')).toBe('unclear');
  });
});
