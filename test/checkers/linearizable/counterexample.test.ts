/** Prefixes are the shortest; counterexamples are broken by themselves, and not one unit of them can go; units never break what is linearizable. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearizable, UNKNOWN } from '../../../checkers/linearizable/index.js';
import { OPEN, type Operations } from '../../../checkers/linearizable/operations.js';
import { unitsOf } from '../../../checkers/linearizable/units.js';
import { isLinearizable, knownBy, type TinyOperation } from '../../oracle/linearizable.js';
import { testBudget } from './budget.js';
import { cases } from './cases.js';

const RUNS = 3_000;

/** The oracle's operations in columns. */
function columnsOf(operations: readonly TinyOperation[]): Operations {
  const sorted = [...operations].sort((left, right) => left.start - right.start);
  return {
    length: sorted.length,
    invoked: Int32Array.from(sorted, ({ start }) => start),
    returned: Int32Array.from(sorted, ({ end }) => end ?? OPEN),
    calls: Int32Array.from(sorted, (_, at) => at),
    table: sorted.map(({ call, end }) => (end === null ? { ...call, output: UNKNOWN } : call)),
  };
}

function without(operations: readonly TinyOperation[], unit: readonly number[]): readonly TinyOperation[] {
  const sorted = [...operations].sort((left, right) => left.start - right.start);
  return sorted.filter((_, at) => !unit.includes(at));
}

describe.each(cases)('$name', ({ model, histories }) => {
  test('a linearizable history stays so without any unit', () => {
    let units = 0;
    fc.assert(
      fc.property(histories, ({ operations }) => {
        if (!isLinearizable(model, operations)) return;
        for (const unit of unitsOf(model, columnsOf(operations))) {
          units += 1;
          expect(isLinearizable(model, without(operations, unit))).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
    // Of a model that says nothing of what its calls bring and show, only reads are units.
    if (model.effects !== undefined || model.isSeenIn !== undefined) expect(units).toBeGreaterThan(RUNS);
  });

  test('the prefix is the shortest broken one; its counterexample is broken, and is not without any unit', async () => {
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(histories, async ({ operations, history }) => {
        const verdict = await linearizable(model).check(history, { keyed: false, budget: testBudget() });
        const [anomaly] = verdict.anomalies;
        if (anomaly?.counterexample === undefined) return;
        broken += 1;
        const end = anomaly.prefix! - 1;
        expect(isLinearizable(model, knownBy(operations, end))).toBe(false);
        expect(isLinearizable(model, knownBy(operations, end - 1))).toBe(true);
        const some = knownBy(operations, end).filter(({ start }) => anomaly.counterexample?.includes(start));
        expect(isLinearizable(model, some)).toBe(false);
        for (const unit of unitsOf(model, columnsOf(some))) {
          expect(isLinearizable(model, without(some, unit))).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
    expect(broken).toBeGreaterThan(RUNS / 50);
  });
});
