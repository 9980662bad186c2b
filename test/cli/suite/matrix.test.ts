/** From a suite's text to its runs: everything multiplied out once, in order, excludes away, and the same every time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listed } from './lists.js';

const labels = (yaml: string): readonly string[] =>
  listed(yaml).runs.map(({ label, seed }) => `${label}, seed ${seed}`);

test('every key may be a list, and the last varies fastest', () => {
  expect(labels('matrix: { target: [a, b], workload: [w], faults: [none, kill], seeds: [1, 2] }')).toEqual([
    'a w, no faults, seed 1',
    'a w, no faults, seed 2',
    'a w, kill, seed 1',
    'a w, kill, seed 2',
    'b w, no faults, seed 1',
    'b w, no faults, seed 2',
    'b w, kill, seed 1',
    'b w, kill, seed 2',
  ]);
});

test('any matrix is the product of its lists without what is excluded, each run once, numbered from 1', () => {
  const names = (prefix: string) =>
    fc.integer({ min: 1, max: 4 }).map((count) => Array.from({ length: count }, (_, at) => `${prefix}${at}`));
  const seeds = fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(names('t'), names('w'), names('f'), seeds, fc.nat(3), (target, workload, faults, drawn, at) => {
      const out = { target: target[at % target.length], workload: workload[at % workload.length] };
      const matrix = { target, workload, faults, seeds: drawn };
      const all = target.length * workload.length * faults.length * drawn.length;
      const excluded = faults.length * drawn.length;
      if (all === excluded) return;
      const { runs } = listed(JSON.stringify({ matrix, exclude: [out] }));
      expect(runs).toHaveLength(all - excluded);
      expect(runs.map(({ number }) => number)).toEqual(runs.map((_, index) => index + 1));
      expect(runs.some((run) => run.target === out.target && run.workload === out.workload)).toBe(false);
      expect(new Set(runs.map((run) => [run.target, run.workload, run.faults, run.seed].join())).size).toBe(
        runs.length,
      );
      expect(listed(JSON.stringify({ matrix, exclude: [out] })).runs).toEqual(runs);
    }),
  );
});

test('common options lie under every entry, settings are added to each other, and an entry wins', () => {
  const { runs } = listed(`
options: { target: a, time: 10s, rate: 5, set: { x: 1, y: 2 } }
include: [{ workload: w, rate: 6, set: { y: 3 }, seeds: [4] }]`);
  expect(runs).toMatchObject([{ target: 'a', options: { time: '10s', rate: 6 }, set: { x: 1, y: 3 }, seed: 4 }]);
});

test('seeds are a list, so many from one on, or drawn', () => {
  const seeds = (wish: string): readonly (readonly [number, boolean])[] =>
    listed(`include: [{ target: a, seeds: ${wish} }]`).runs.map(({ seed, seedIsDrawn }) => [seed, seedIsDrawn]);
  expect(seeds('[3, 1]')).toEqual([
    [3, false],
    [1, false],
  ]);
  expect(seeds('{ count: 3, from: 100 }').map(([seed]) => seed)).toEqual([100, 101, 102]);
  expect(seeds('random')).toEqual([[7, true]]);
  expect(seeds('{ count: 2, from: random }')).toEqual([
    [7, true],
    [8, true],
  ]);
});

test('a pair is two entries that have everything in common but what is their own, each expected to be so', () => {
  const { runs, expectations } = listed(`
pairs:
  - { name: p, target: a, workload: w, seeds: [1, 2], found: { set: { flaw: f }, anomaly: G1a }, clean: {} }`);
  expect(runs.map(({ label, set, seed }) => [label, set, seed])).toEqual([
    ['p (found)', { flaw: 'f' }, 1],
    ['p (found)', { flaw: 'f' }, 2],
    ['p (clean)', {}, 1],
    ['p (clean)', {}, 2],
  ]);
  expect(expectations).toMatchObject([
    { kind: 'found', anomalies: ['G1a'], runs: [1, 2], often: 'once' },
    { kind: 'clean', anomalies: [], runs: [3, 4], often: 'always' },
  ]);
});

test('what fits nothing, and what is there twice, is refused with its line', () => {
  const twice = 'matrix: { target: a, seeds: [1] }\ninclude:\n  - { target: a, seeds: [1] }';
  expect(() => listed(twice)).toThrow(
    'some.yaml:3: include[0]: a register, partition,kill,pause, seed 1, is listed by matrix (line 1) already',
  );
  expect(() => listed('matrix: { target: a }\nexclude:\n  - { target: b }')).toThrow(
    'some.yaml:3: exclude[0]: fits no run',
  );
  const unseen = 'matrix: { target: a }\nexpect:\n  - { target: b, anomaly: x, link: y }';
  expect(() => listed(unseen)).toThrow('some.yaml:3: expect[0]: fits no run of this suite');
  expect(() => listed('matrix: { workload: w }')).toThrow('some.yaml:1: matrix: no target is named');
  expect(() => listed('describe: nothing')).toThrow('this suite has no runs');
});
