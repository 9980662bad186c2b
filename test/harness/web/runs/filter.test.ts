/** Filter words: what they find, how they are turned round and parted, and that every value has a word that finds it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readState, writeState } from '../../../../harness/web/runs/address.js';
import { filterWord, fits, parseFilter } from '../../../../harness/web/runs/filter.js';
import { someRun, validRun } from './some-run.js';

const finds = (text: string, run = someRun()): boolean => fits(parseFilter(text), run);

test.each([
  ['', true],
  ['verdict:invalid workload:register fault:partition target:etcd anomaly:G-single seed:7', true],
  ['verdict:violated', true],
  ['verdict:valid', false],
  ['fault:partition fault:kill', true],
  ['fault:partition fault:pause', false],
  ['fault:pause|kill', true],
  ['!fault:partition', false],
  ['!fault:pause', true],
  ['workload:regis', false],
  ['workload:regis*', true],
  ['VERDICT:invalid', false],
  ['verdict:INVALID', true],
  ['version:3.4.*', true],
  ['version:3x4*', false],
  ['version:*.23', true],
  ['version:3*4*3', true],
  ['version:3.4.23*23', false],
  ['version:*', true],
  ['re*stale', true],
  ['stale*read', false],
  ['anomaly:linearizable/G-single/partition', true],
  ['cluster:local name:etcd-register', true],
  ['stale', true],
  ['"read is stale"', true],
  ['"is read stale"', false],
  ['!stale', false],
  ['planted:none', true],
  ['seed:70', false],
  ['fault:', true],
  ['"', true],
])('%s', (text, expected) => {
  expect(finds(text)).toBe(expected);
});

test('a run without faults is found by none', () => {
  expect(finds('fault:none', validRun({ faults: [] }))).toBe(true);
  expect(finds('fault:none')).toBe(false);
});

test('finer words find only their part of unknown and failed', () => {
  const interrupted = someRun({ valid: 'unknown', exitCode: 130, properties: [] });
  const broken = someRun({ state: 'broken', valid: null, exitCode: null, properties: [] });
  expect(['unknown', 'interrupted', 'failed'].map((word) => finds(`verdict:${word}`, interrupted))).toEqual([
    true,
    true,
    false,
  ]);
  expect(['failed', 'broken', 'unknown'].map((word) => finds(`verdict:${word}`, broken))).toEqual([true, true, false]);
});

test('a word with a key that there is none of is looked for as text, and named', () => {
  expect(parseFilter('databse:etcd stale').unknownKeys).toEqual(['databse']);
  expect(finds('databse:etcd')).toBe(false);
  expect(parseFilter('constructor:x').unknownKeys).toEqual(['constructor']);
});

test('every value has a word that finds it and nothing else', () => {
  const text = fc.string({ minLength: 1, unit: 'grapheme' });
  fc.assert(
    fc.property(fc.constantFrom('name', 'workload', 'target', 'cluster'), text, text, (key, value, other) => {
      const filter = parseFilter(filterWord(key, value));
      expect(filter.words).toHaveLength(1);
      expect(fits(filter, someRun({ [key]: value }))).toBe(true);
      // Letters are the same whether small or capital.
      fc.pre(value.toLowerCase() !== other.toLowerCase() && value.toUpperCase() !== other.toUpperCase());
      expect(fits(filter, someRun({ [key]: other }))).toBe(false);
    }),
  );
});

test('any text at all is a filter and an address', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      expect(typeof finds(text)).toBe('boolean');
      const state = readState(
        writeState({ query: text, column: 'p99', descending: false, page: 3, grid: 'target-version' }),
      );
      expect(state).toEqual({ query: text, column: 'p99', descending: false, page: 3, grid: 'target-version' });
    }),
  );
});

test('an address that makes no sense shows the first page', () => {
  expect(readState('?sort=constructor&page=-1&grid=x')).toEqual(readState(''));
});

test('a filter made to keep a server busy does not', () => {
  const run = someRun({ reason: 'a'.repeat(5_000) });
  const begun = performance.now();
  expect(finds(`${'*a'.repeat(900)}*b name:${'*e'.repeat(400)}`, run)).toBe(false);
  expect(performance.now() - begun).toBeLessThan(500);
});
