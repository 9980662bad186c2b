/** The checker and brute force say the same of every tiny history, valid or spoilt, with unknown outcomes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearizable, modelNamed } from '../../../checkers/linearizable/index.js';
import type { AnyModel } from '../../../checkers/linearizable/model.js';
import { isLinearizable } from '../../oracle/linearizable.js';
import { testBudget } from './budget.js';
import { type Tiny, tinyHistories, type Wish } from './tiny.js';

const RUNS = 20_000;

/** Few values: the hard case. Many: the one in which values tell writes apart. */
function registerWishes(values: number): fc.Arbitrary<Wish> {
  const value = fc.integer({ min: 1, max: values });
  return fc.oneof(
    fc.constant({ f: 'read', input: null }),
    value.map((input) => ({ f: 'write', input })),
    fc.tuple(value, value).map((input) => ({ f: 'cas', input })),
  );
}

const answerOfRegister = ({ f, input }: Wish, state: unknown): unknown => (f === 'read' ? state : input);

async function agrees(model: AnyModel, histories: fc.Arbitrary<Tiny>): Promise<{ valid: number; broken: number }> {
  const seen = { valid: 0, broken: 0 };
  const checker = linearizable(model);
  await fc.assert(
    fc.asyncProperty(histories, async ({ operations, history }) => {
      const verdict = await checker.check(history, { keyed: false, budget: testBudget() });
      if (operations.every(({ end }) => end === null)) {
        expect(verdict.valid).toBe('unknown');
        return;
      }
      const expected = isLinearizable(model, operations);
      seen[expected ? 'valid' : 'broken'] += 1;
      expect(verdict.valid).toBe(expected);
      expect(verdict.anomalies.length).toBe(expected ? 0 : 1);
    }),
    { numRuns: RUNS },
  );
  return seen;
}

test.each([2, 3, 30])('cas-register with %i values', async (values) => {
  const model = modelNamed('cas-register');
  const wrong = fc.oneof(fc.integer({ min: 1, max: values }), fc.constant(null));
  const seen = await agrees(model, tinyHistories(model, registerWishes(values), answerOfRegister, wrong));
  // Both kinds must come often, or nothing was compared.
  expect(seen.valid).toBeGreaterThan(RUNS / 10);
  expect(seen.broken).toBeGreaterThan(RUNS / 50);
});

test.skip('mutex', async () => {
  const model = modelNamed('mutex');
  const wish = fc.constantFrom({ f: 'acquire', input: null }, { f: 'release', input: null });
  const answers = ({ input }: Wish): unknown => input;
  const seen = await agrees(model, tinyHistories(model, wish, answers, fc.constant(null)));
  expect(seen.valid).toBeGreaterThan(RUNS / 10);
});

test('kv on one key', async () => {
  const model = modelNamed('kv');
  const letter = fc.constantFrom('a', 'b');
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    fc.constant({ f: 'get', input: ['x'] }),
    letter.map((text) => ({ f: 'put', input: ['x', text] })),
    fc.constant({ f: 'delete', input: ['x'] }),
    fc.tuple(letter, letter).map((pair) => ({ f: 'cas', input: ['x', pair] })),
  );
  const answers = ({ f, input }: Wish, state: unknown): unknown => (f === 'get' ? ['x', state] : input);
  const wrong = letter.map((text) => ['x', text]);
  await agrees(model, tinyHistories(model, wish, answers, wrong));
});
