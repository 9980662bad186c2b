/** The fold of troubles: what overlapping faults come to does not depend on their order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLEAN_STATE, foldTroubles, sameState, stateOf } from '../../../harness/cluster/desired-state.js';
import type { ClockLine, DiskTrouble, LinkQuality, NodeTrouble, Trouble } from '../../../harness/contracts/trouble.js';

const node = fc.constantFrom('n1', 'n2', 'n3');
const probability = fc.constantFrom(0.01, 0.2, 0.5, 1);
const line: fc.Arbitrary<ClockLine> = fc.record({
  offsetNs: fc.integer({ min: -1e12, max: 1e12 }),
  ratePpm: fc.constantFrom(0, -500, 250_000),
  baseNs: fc.integer({ min: 1e15, max: 1e15 + 1e11 }),
});
const quality: fc.Arbitrary<LinkQuality> = fc.record(
  {
    loss: fc.record({ probability, burst: fc.constantFrom(1, 5) }),
    responsesLost: fc.constant(true as const),
    mtuBytes: fc.constantFrom(300, 600),
    rateKbit: fc.constantFrom(1, 100),
    delay: fc.record({
      ms: fc.constantFrom(1, 50),
      jitterMs: fc.constantFrom(0, 10),
      distribution: fc.constantFrom('uniform' as const, 'normal' as const, 'pareto' as const),
    }),
    duplicate: probability,
    reorder: probability,
    corrupt: probability,
  },
  { requiredKeys: [] },
);
const disk: fc.Arbitrary<DiskTrouble> = fc.record(
  {
    errors: fc.array(
      fc.record({ operations: fc.constant(['read' as const]), probability, files: fc.constantFrom('a', 'b') }),
      { minLength: 1, maxLength: 2 },
    ),
    freeBytes: fc.constantFrom(0, 4_096),
    readOnly: fc.constant(true as const),
    slow: fc.record({ delayMs: fc.constantFrom(1, 10), bytesPerSecond: fc.constantFrom(100, 1_000) }),
  },
  { requiredKeys: [] },
);
const nodeTrouble: fc.Arbitrary<NodeTrouble> = fc.record(
  {
    node,
    down: fc.constantFrom('killed' as const, 'stopped' as const, 'retired' as const),
    paused: fc.constantFrom('signal' as const, 'freezer' as const),
    stutter: fc.record({ pauseMs: fc.constantFrom(10, 50), everyMs: fc.constantFrom(100, 200) }),
    cpuPercent: fc.constantFrom(5, 50),
    memoryHeadroomMb: fc.constantFrom(8, 32),
    scheduling: fc.record({ renewMs: fc.constantFrom(50, 100), seed: fc.nat({ max: 5 }) }),
    clock: fc.record({ realtime: line, monotonic: line }, { requiredKeys: [] }),
    disk,
    storage: fc.array(fc.record({ kind: fc.constant('wipe' as const), seed: fc.nat({ max: 3 }) }), { maxLength: 2 }),
    membership: fc.constantFrom('in' as const, 'out' as const),
  },
  { requiredKeys: ['node'] },
);
const trouble: fc.Arbitrary<Trouble> = fc.record(
  {
    cuts: fc.array(fc.record({ from: node, to: node }), { maxLength: 4 }),
    links: fc.array(fc.record({ from: node, to: node, quality }), { maxLength: 3 }),
    nodes: fc.array(nodeTrouble, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

test('no trouble is a clean cluster', () => {
  expect(foldTroubles([])).toEqual(CLEAN_STATE);
});

test('the order of troubles does not matter', () => {
  fc.assert(
    fc.property(fc.array(trouble, { maxLength: 5 }), (troubles) => {
      const folded = foldTroubles(troubles);
      expect(foldTroubles([...troubles].reverse())).toEqual(folded);
      expect(sameState(foldTroubles([...troubles].reverse()), folded)).toBe(true);
    }),
  );
});

test('a trouble of its own is what it asks for', () => {
  fc.assert(
    fc.property(quality, (asked) => {
      const links = [{ from: 'n1', to: 'n2', quality: asked }];
      expect(foldTroubles([{ links }]).network.links).toEqual(links);
    }),
  );
});

test('healing one of two overlapping faults leaves exactly the other', () => {
  fc.assert(
    fc.property(trouble, trouble, (first, second) => {
      const both = foldTroubles([first, second]);
      const left = foldTroubles([second]);
      for (const cut of left.network.cuts) expect(both.network.cuts).toContainEqual(cut);
      for (const { from, to } of left.network.links) {
        expect(both.network.links.filter((link) => link.from === from && link.to === to)).toHaveLength(1);
      }
      for (const [name, { down }] of left.nodes) if (down !== undefined) expect(stateOf(both, name).down).toBeDefined();
    }),
  );
});

test('a link is never better for a second fault', () => {
  fc.assert(
    fc.property(quality, quality, (one, other) => {
      const links = [one, other].map((each) => ({ from: 'n1', to: 'n2', quality: each }));
      const both = foldTroubles([{ links }]).network.links[0]?.quality;
      for (const each of [one, other]) {
        expect(both?.loss?.probability ?? 0).toBeGreaterThanOrEqual(each.loss?.probability ?? 0);
        expect(both?.corrupt ?? 0).toBeGreaterThanOrEqual(each.corrupt ?? 0);
        expect(both?.delay?.ms ?? 0).toBeGreaterThanOrEqual(each.delay?.ms ?? 0);
        expect(both?.rateKbit ?? Infinity).toBeLessThanOrEqual(each.rateKbit ?? Infinity);
        expect(both?.mtuBytes ?? Infinity).toBeLessThanOrEqual(each.mtuBytes ?? Infinity);
      }
    }),
  );
});

test('what two faults add to a clock adds up, at any later moment', () => {
  fc.assert(
    fc.property(line, line, fc.integer({ min: 1e15 + 1e11, max: 1e15 + 1e12 }), (one, other, nowNs) => {
      const folded = foldTroubles([one, other].map((realtime) => ({ nodes: [{ node: 'n1', clock: { realtime } }] })));
      const sum = stateOf(folded, 'n1').condition.clock?.realtime;
      const off = ({ offsetNs, ratePpm, baseNs }: ClockLine): number => offsetNs + (ratePpm * (nowNs - baseNs)) / 1e6;
      expect(sum === undefined ? Number.NaN : off(sum)).toBeCloseTo(off(one) + off(other), -1);
    }),
  );
});

test('a node that is down is neither paused nor slow, but its clock goes on being wrong', () => {
  const clock = { realtime: { offsetNs: 1e9, ratePpm: 0, baseNs: 0 } };
  const state = foldTroubles([
    { nodes: [{ node: 'n1', paused: 'signal', cpuPercent: 5, clock }] },
    { nodes: [{ node: 'n1', down: 'stopped' }] },
    { nodes: [{ node: 'n1', down: 'killed' }] },
  ]);
  expect(stateOf(state, 'n1')).toEqual({ down: 'killed', condition: { clock }, storage: [], isOut: false });
  expect(stateOf(state, 'n2')).toEqual({ condition: {}, storage: [], isOut: false });
});

test('a disk has every error that is asked of it, the least room, the longest delay and the lowest rate', () => {
  const error = { operations: ['fsync' as const], probability: 0.5 };
  const state = foldTroubles([
    { nodes: [{ node: 'n1', disk: { errors: [error], freeBytes: 10, slow: { delayMs: 5, bytesPerSecond: 100 } } }] },
    { nodes: [{ node: 'n1', disk: { errors: [error], freeBytes: 20, slow: { delayMs: 9 } } }] },
    { nodes: [{ node: 'n1', disk: { readOnly: true } }] },
  ]);
  const slow = { delayMs: 9, bytesPerSecond: 100 };
  expect(stateOf(state, 'n1').condition.disk).toEqual({ errors: [error], freeBytes: 10, readOnly: true, slow });
});

test('a spare is out until something lets it in, and whoever is told to be out is out', () => {
  const isOut = (...memberships: readonly ('in' | 'out')[]): boolean =>
    stateOf(foldTroubles([{ nodes: memberships.map((membership) => ({ node: 'n9', membership })) }], ['n9']), 'n9')
      .isOut;
  expect([isOut(), isOut('in'), isOut('out'), isOut('in', 'out')]).toEqual([true, false, true, true]);
  expect(stateOf(foldTroubles([{ nodes: [{ node: 'n1', membership: 'out' }] }]), 'n1').isOut).toBe(true);
  expect(stateOf(foldTroubles([]), 'n1').isOut).toBe(false);
});
