/** Zones, the search and brute force say the same wherever zones apply, and name the same breaking operation. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelNamed } from '../../../checkers/linearizable/index.js';
import { prepare } from '../../../checkers/linearizable/prepare.js';
import { search } from '../../../checkers/linearizable/search.js';
import { breakingOperation, judgeByZones } from '../../../checkers/linearizable/zones.js';
import { isLinearizable } from '../../oracle/linearizable.js';
import { testBudget } from './budget.js';
import { tinyHistories, type Wish } from './tiny.js';

const RUNS = 40_000;
const model = modelNamed('cas-register');

/** Every value is written once, so that zones apply; compare-and-sets mostly go from a value that exists. */
const value = fc.integer({ min: 1, max: 9 });
const wish: fc.Arbitrary<Wish> = fc.oneof(
  { arbitrary: fc.constant({ f: 'read', input: null }), weight: 3 },
  { arbitrary: value.map((input) => ({ f: 'write', input })), weight: 2 },
  { arbitrary: fc.tuple(fc.oneof(value, fc.constant(null)), value).map((input) => ({ f: 'cas', input })), weight: 2 },
);
const answers = ({ f, input }: Wish, state: unknown): unknown => (f === 'read' ? state : input);

test('on tiny histories, with unknown outcomes and chains of compare-and-set', () => {
  const seen = { applied: 0, valid: 0, broken: 0, chains: 0 };
  fc.assert(
    fc.property(tinyHistories(model, wish, answers, fc.oneof(value, fc.constant(null))), ({ operations, history }) => {
      const [key] = prepare(history, model, false);
      if (key === undefined) return;
      const judged = judgeByZones(model, key.entries);
      if (!judged.applies) return;
      seen.applied += 1;
      const expected = isLinearizable(model, operations);
      expect(judged.conflict === null).toBe(expected);
      seen[expected ? 'valid' : 'broken'] += 1;
      if (key.entries.filter(({ call }) => call.f === 'cas').length > 1) seen.chains += 1;
      const searched = search(model, key.entries, testBudget());
      expect(searched.kind).toBe(expected ? 'linearizable' : 'broken');
      if (searched.kind === 'broken') expect(breakingOperation(model, key.entries)).toEqual(searched.culprit);
    }),
    { numRuns: RUNS },
  );
  expect(seen.valid).toBeGreaterThan(RUNS / 10);
  expect(seen.broken).toBeGreaterThan(RUNS / 50);
  expect(seen.chains).toBeGreaterThan(RUNS / 50);
});

test('zones do not apply where a value was written twice, nor to other models', () => {
  const twice = [1, 1].map((input, index) => ({
    call: { f: 'write', input, output: input },
    invoked: index * 2,
    returned: index * 2 + 1,
  }));
  expect(judgeByZones(model, twice)).toEqual({ applies: false });
  expect(judgeByZones(modelNamed('kv'), twice)).toEqual({ applies: false });
});
