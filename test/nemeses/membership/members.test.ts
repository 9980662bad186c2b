/** Faults on members: whom they mean, how many nodes a run needs for them, and which targets can have them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultNamed } from '../../../cli/catalogue.js';
import { isAnswered, requireAnswered } from '../../../cli/target-functions.js';
import { foldTroubles, stateOf } from '../../../harness/cluster/desired-state.js';
import type { FaultContext, ScheduledFault } from '../../../harness/contracts/fault.js';
import { createRandom } from '../../../harness/generator/index.js';
import { sparesFor } from '../../../harness/run/schedule/index.js';
import { addNode, removeNode, replaceNode } from '../../../nemeses/membership/members.js';
import { kill } from '../../../nemeses/process/kill.js';
import etcd from '../../../targets/etcd/target.js';

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];
const context = (seed: number, spares: readonly string[] = ['n6', 'n7']): FaultContext => ({
  ...{ nodes, spares, clients: [], primaries: ['n2'], random: createRandom(seed), durationMs: 1_000, monotonicNs: 0 },
});
const scheduled = (fault: string, parameters: Readonly<Record<string, unknown>>): ScheduledFault => ({
  ...{ id: fault, fault, parameters, when: { atMs: 0 }, durationMs: 1_000, seed: 1 },
});

test('members leave and spares join, and nobody else does', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      for (const fault of [removeNode, replaceNode]) {
        const { trouble } = fault.plan(fault.draw(createRandom(seed)), context(seed)) ?? {};
        const state = foldTroubles(trouble === undefined ? [] : [trouble], ['n6', 'n7']);
        const out = [...nodes, 'n6', 'n7'].filter((name) => stateOf(state, name).isOut);
        expect(out.length).toBeGreaterThanOrEqual(3);
        expect(out.slice(-2)).toEqual(['n6', 'n7']);
        for (const name of out.slice(0, -2)) {
          expect(stateOf(state, name).down).toBe(fault === replaceNode ? 'killed' : undefined);
        }
      }
      const plan = addNode.plan(addNode.draw(createRandom(seed)), context(seed));
      const joined = foldTroubles(plan === null ? [] : [plan.trouble], ['n6', 'n7']);
      expect(stateOf(joined, 'n6').isOut).toBe(false);
    }),
  );
});

test('who is paused or down leaves, and stays outside for as long as one fault wants it', () => {
  const out = { node: 'n1', membership: 'out' as const };
  const paused = foldTroubles([{ nodes: [out] }, { nodes: [{ node: 'n1', paused: 'signal' }] }]);
  expect(stateOf(paused, 'n1')).toMatchObject({ isOut: true, condition: {} });
  const retired = foldTroubles([{ nodes: [out] }, { nodes: [{ node: 'n1', down: 'retired' }] }]);
  expect(stateOf(retired, 'n1')).toMatchObject({ isOut: true, down: 'retired' });
  const twice = foldTroubles(
    [{ nodes: [{ node: 'n6', membership: 'in' }] }, { nodes: [{ ...out, node: 'n6' }] }],
    ['n6'],
  );
  expect(stateOf(twice, 'n6').isOut).toBe(true);
});

test('what would leave too few is only done when it is said, and never drawn', () => {
  const parameters = removeNode.parameters.parse({ victims: 'n1', evenBelowMajority: true });
  expect(removeNode.plan(parameters, context(1))?.trouble.nodes).toEqual([
    { node: 'n1', membership: 'out', evenBelowMajority: true },
  ]);
  for (let seed = 0; seed < 50; seed += 1) expect(removeNode.draw(createRandom(seed)).evenBelowMajority).toBe(false);
});

describe('spares', () => {
  test('are as many as the largest fault lets in', () => {
    const needed = (...counts: number[]): number =>
      sparesFor(
        counts.map((count) => scheduled('add-node', { count })),
        faultNamed,
        5,
      );
    expect([needed(), needed(1), needed(1, 3, 2)]).toEqual([0, 1, 3]);
    expect(sparesFor([scheduled('remove-node', { victims: 'one', evenBelowMajority: false })], faultNamed, 5)).toBe(0);
  });

  test('that are not there make nobody join', () => {
    expect(addNode.plan({ count: 1 }, context(1, []))).toBeNull();
  });
});

test('a target that has no functions for it is refused by name, and has every other fault', () => {
  const { membership: _, ...silent } = etcd;
  expect(isAnswered(kill, silent)).toBe(true);
  expect(isAnswered(addNode, silent)).toBe(false);
  expect(() => requireAnswered([kill, addNode], silent)).toThrow(
    'add-node cannot be done to etcd: it has no membership functions',
  );
  requireAnswered([kill, addNode], etcd);
});
