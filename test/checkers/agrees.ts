/** What every checker keeps: it says what the definition says, and each of its proofs stands on its own. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Checker, PropertyGuide, Verdict } from '../../harness/contracts/checker.js';
import type { Operation } from '../../harness/contracts/operation.js';
import { historyFromOperations } from '../../harness/history/build.js';
import { parseHistory } from '../../harness/history/read.js';
import { testBudget } from './linearizable/budget.js';

/** What a definition says of a history: null where there is nothing to judge. */
export type Definition = (events: readonly Operation[]) => boolean | null;

export async function judge(checker: Checker, events: readonly Operation[]): Promise<Verdict> {
  return checker.check(historyFromOperations(events), { keyed: false, budget: testBudget() });
}

/** The same verdict for every history, both of them often; what an anomaly names is there, and its prefix is broken. */
export async function agrees(
  checker: Checker,
  definition: Definition,
  histories: fc.Arbitrary<readonly Operation[]>,
  runs: number,
): Promise<ReadonlyMap<string, number>> {
  const seen = { valid: 0, broken: 0, nothing: 0 };
  const types = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(histories, async (events) => {
      const { valid, anomalies, reason } = await judge(checker, events);
      const expected = definition(events);
      expect(valid).toBe(expected ?? 'unknown');
      seen[expected === null ? 'nothing' : expected ? 'valid' : 'broken'] += 1;
      if (expected === null) expect(reason).toBeTypeOf('string');
      expect(anomalies.length > 0).toBe(expected === false);
      for (const { type, prefix = events.length, operations, explanation } of anomalies) {
        types.set(type, (types.get(type) ?? 0) + 1);
        expect(definition(events.slice(0, prefix))).toBe(false);
        expect(explanation).not.toMatch(/undefined|NaN|null\b.*null/);
        for (const operation of operations) {
          expect(events[operation]?.type).toBe('invoke');
          expect(operation).toBeLessThan(prefix);
          expect(explanation).toContain(`operation ${operation}`);
        }
      }
    }),
    { numRuns: runs },
  );
  expect(seen.valid).toBeGreaterThan(runs / 20);
  expect(seen.broken).toBeGreaterThan(runs / 50);
  return types;
}

/** The examples of a guide are judged as they say, from the lines that a user would write; every anomaly has one. */
export async function keepsItsWord(guide: PropertyGuide, checkerFor: (level?: string) => Checker): Promise<void> {
  for (const { title, shows, keyed, level, lines } of guide.examples) {
    const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
    const { history } = parseHistory(bytes, 'history.ndjson');
    const { property, valid, anomalies } = await checkerFor(level).check(history, {
      keyed: keyed === true,
      budget: testBudget(),
    });
    expect(property).toBe(guide.property);
    const found = [...new Set(anomalies.map(({ type }) => type))];
    expect([title, valid, found]).toEqual([title, shows === null, shows === null ? [] : [shows]]);
  }
  const shown = guide.examples.flatMap(({ shows }) => shows ?? []);
  expect(new Set(shown)).toEqual(new Set(guide.anomalies.map(({ type }) => type)));
  expect(guide.examples.some(({ shows }) => shows === null)).toBe(true);
}
