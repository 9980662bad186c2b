/** Zones, the search and brute force say the same wherever zones apply, and name the same breaking operation. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallTable, thatMatter } from '../../../checkers/linearizable/calls.js';
import { modelNamed } from '../../../checkers/linearizable/index.js';
import { splitObjects } from '../../../checkers/linearizable/objects.js';
import { shortestBrokenPrefix } from '../../../checkers/linearizable/prefix.js';
import { search } from '../../../checkers/linearizable/search/search.js';
import { type RegisterCalls, registerCalls } from '../../../checkers/linearizable/zones/register-calls.js';
import { judgeZones } from '../../../checkers/linearizable/zones/zones.js';
import type { History } from '../../../harness/contracts/history.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { ValueTable } from '../../../harness/history/value-table.js';
import { isLinearizable, knownBy } from '../../oracle/linearizable.js';
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

function callsOf(history: History): RegisterCalls | null {
  const [object] = splitObjects(history, { keyed: false, named: false });
  return object === undefined ? null : registerCalls(history, object, new ValueTable(history.valueBytes));
}

test('on tiny histories, with unknown outcomes and chains of compare-and-set', () => {
  const seen = { valid: 0, broken: 0, chains: 0 };
  fc.assert(
    fc.property(tinyHistories(model, wish, answers, fc.oneof(value, fc.constant(null))), ({ operations, history }) => {
      const calls = callsOf(history);
      const judged = calls === null ? 'inapplicable' : judgeZones(calls);
      if (calls === null || judged === 'inapplicable') return;
      const expected = isLinearizable(model, operations);
      expect(judged.conflict === null).toBe(expected);
      seen[expected ? 'valid' : 'broken'] += 1;
      if (operations.filter(({ call }) => call.f === 'cas').length > 1) seen.chains += 1;
      const [object] = splitObjects(history, { keyed: false, named: false });
      const some = thatMatter(model, new CallTable(history, model, () => new Error()).operationsOf(object!));
      const searched = search(model, some, testBudget());
      expect(searched.kind).toBe(expected ? 'linearizable' : 'broken');
      if (searched.kind !== 'broken') return;
      const conflictUpTo = (limit: number): readonly number[] | null => {
        const prefix = judgeZones(calls, limit);
        return prefix === 'inapplicable' ? null : prefix.conflict;
      };
      const end = shortestBrokenPrefix(calls.returned, history.length, conflictUpTo);
      // The search may notice late, for it takes unknown operations to be endless at first.
      expect(end).toBeLessThanOrEqual(some.returned[searched.culprit]!);
      expect(isLinearizable(model, knownBy(operations, end))).toBe(false);
      expect(isLinearizable(model, knownBy(operations, end - 1))).toBe(true);
    }),
    { numRuns: RUNS },
  );
  expect(seen.valid).toBeGreaterThan(RUNS / 10);
  expect(seen.broken).toBeGreaterThan(RUNS / 50);
  expect(seen.chains).toBeGreaterThan(RUNS / 50);
});

test('zones do not apply where a value was written twice, nor to deletes', () => {
  const twice = [1, 1].flatMap((written) =>
    (['invoke', 'ok'] as const).map((type) => ({ type, process: 0, f: 'write', value: written })),
  );
  expect(judgeZones(callsOf(historyFromOperations(twice))!)).toBe('inapplicable');
  const deleted = (['invoke', 'ok'] as const).map((type) => ({ type, process: 0, f: 'delete', value: null }));
  expect(callsOf(historyFromOperations(deleted))).toBeNull();
});
