/** Who is left untouched: the largest set that is sound and mutually connected, where it is a majority. */
import { expect, test } from 'vitest';
import { connectedMajority } from '../../../harness/cluster/connected-majority.js';
import { foldTroubles } from '../../../harness/cluster/desired-state.js';
import { CLIENTS } from '../../../harness/contracts/cluster.js';
import type { Trouble } from '../../../harness/contracts/trouble.js';

const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'];
const left = (...troubles: Trouble[]): readonly string[] => connectedMajority(foldTroubles(troubles), NODES);
const cut = (from: string, to: string): Trouble => ({ cuts: [{ from, to }] });

test('without trouble everybody', () => {
  expect(left()).toEqual(NODES);
});

test('one direction that is cut parts two nodes', () => {
  expect(left(cut('n1', 'n2'))).toHaveLength(4);
  expect(left(...['n2', 'n3', 'n4', 'n5'].map((from) => cut(from, 'n1')))).toEqual(['n2', 'n3', 'n4', 'n5']);
});

test('a ring, in which everybody sees a majority, has no mutually connected one', () => {
  const ring = NODES.flatMap((one, at) => [cut(one, NODES[(at + 2) % 5] ?? ''), cut(one, NODES[(at + 3) % 5] ?? '')]);
  expect(left(...ring)).toEqual([]);
});

test('who is down, paused, out of time, or cut off from the clients does not count', () => {
  const down: Trouble = { nodes: [{ node: 'n1', down: 'killed' }] };
  const paused: Trouble = { nodes: [{ node: 'n2', paused: 'signal' }] };
  expect(left(down, paused)).toEqual(['n3', 'n4', 'n5']);
  expect(left(down, paused, cut(CLIENTS, 'n3'))).toEqual([]);
  expect(left({ links: [{ from: 'n1', to: 'n2', quality: { loss: { probability: 0.1, burst: 1 } } }] })).toHaveLength(
    4,
  );
});
