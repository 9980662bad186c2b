/** What the checker of sets says of histories that are known by heart. */
import { describe, expect, test } from 'vitest';
import { setChecker } from '../../../checkers/set/index.js';
import type { Verdict } from '../../../harness/contracts/checker.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';
import { done, rows } from './rows.js';

const judge = async (lines: readonly string[], level = 'eventual', hasTimes = true): Promise<Verdict> => {
  const events = rows(...lines).map(({ time, ...event }) => (hasTimes ? { ...event, time } : event));
  return setChecker({ level }).check(historyFromOperations(events), { keyed: false, budget: testBudget() });
};
/** The event with which the final reads begin. */
const FINAL = 'nemesis info final-reads';

const add = (process: number, value: number, outcome = 'ok') => done(process, 'add', `${value}`, `${value}`, outcome);
const read = (process: number, ...shown: readonly number[]) => done(process, 'read', 'null', JSON.stringify(shown));

describe('what is no violation', () => {
  test.each([
    ['an element of unknown outcome that is missing', [...add(0, 1), ...add(1, 2, 'info'), ...read(0, 1)]],
    ['an element of unknown outcome that is there', [...add(0, 1), ...add(1, 2, 'info'), ...read(0, 1, 2)]],
    ['a failed add that is missing', [...add(0, 1), ...add(1, 2, 'fail'), ...read(0, 1)]],
    ['missing for a while', [...add(0, 1), ...read(1), ...read(1, 1)]],
    ['missing in one of the last reads, which another shows', [...add(0, 1), ...read(1, 1), ...read(2)]],
    ['missing in one of the marked reads, which another shows', [...add(0, 1), FINAL, ...read(1, 1), ...read(2)]],
    ['added twice, and shown twice', [...add(0, 1), ...add(1, 1), ...read(0, 1, 1)]],
    ['added twice, and shown once', [...add(0, 1), ...add(1, 1), ...read(0, 1)]],
  ])('%s', async (_, lines) => {
    expect(await judge(lines)).toMatchObject({ valid: true, anomalies: [] });
  });

  test('a read that began before the add was acknowledged, of a linearizable set', async () => {
    const lines = ['0 add 1', '1 read', '0 ok add 1', '1 ok read []', ...read(1, 1)];
    expect(await judge(lines, 'linearizable')).toMatchObject({ valid: true, anomalies: [] });
  });
});

describe('what is one', () => {
  test.each([
    ['eventual', 'duplicated', [...add(0, 1), ...read(0, 1, 1)]],
    ['eventual', 'duplicated', [...add(0, 1), ...add(1, 1, 'fail'), ...read(0, 1, 1)]],
    ['eventual', 'lost', [...add(0, 1), ...read(1, 1), ...add(0, 2), ...read(2, 2)]],
    ['eventual', 'lost', [...add(0, 1), ...read(1, 1), FINAL, ...read(2)]],
    ['eventual', 'phantom', [...add(0, 1), ...read(0, 1, 7)]],
    ['eventual', 'phantom', [...read(0, 1), ...add(0, 1), ...read(0, 1)]],
    ['linearizable', 'stale', [...add(0, 1), ...read(1), ...read(1, 1)]],
    ['linearizable', 'stale', ['0 add 1', ...read(1, 1), ...read(2), '0 ok add 1', ...read(1, 1)]],
    ['linearizable', 'stale', [...add(0, 1, 'info'), ...add(2, 2), ...read(1, 1, 2), ...read(2, 2)]],
  ])('%s: %s', async (level, type, lines) => {
    const { valid, anomalies } = await judge(lines, level);
    expect(valid).toBe(false);
    expect(anomalies.map((anomaly) => anomaly.type)).toEqual([type]);
  });
});

describe('what nobody can say', () => {
  test.each([
    ['the final state was not read', [...add(0, 1), ...read(0, 1), ...add(0, 2)], 'the final state is not known'],
    ['the final reads were not answered', [...add(0, 1), ...read(0, 1), FINAL], 'the final state is not known'],
    ['nothing was read', add(0, 1), 'no read was answered'],
    ['nothing was acknowledged', [...add(0, 1, 'info'), ...read(1)], 'no add was acknowledged'],
    ['elements are removed', [...add(0, 1), ...done(0, 'remove', '1'), ...read(1)], 'elements are removed'],
  ])('%s', async (_, lines, reason) => {
    const verdict = await judge(lines);
    expect(verdict).toMatchObject({ valid: 'unknown', anomalies: [] });
    expect(verdict.reason).toContain(reason);
  });

  test('without times nothing is lost, but what nobody ever added is still none of it', async () => {
    expect(await judge([...add(0, 1), ...read(1)], 'linearizable', false)).toMatchObject({ valid: 'unknown' });
    expect(await judge([...read(1, 1), ...add(0, 1)], 'linearizable', false)).toMatchObject({ valid: 'unknown' });
    expect(await judge([...add(0, 1), ...read(1, 9)], 'eventual', false)).toMatchObject({ valid: false });
  });
});

test('a read that is no list is refused with its place', async () => {
  await expect(judge(done(0, 'read', 'null', '5'))).rejects.toThrow(
    'operation 1: a read of a set answers the list of its elements, not 5',
  );
});

test('a loss says which elements, who added them, and what shows that they are gone', async () => {
  const adds = [...add(0, 0), ...read(0, 0), ...add(0, 1), ...add(1, 2), ...add(0, 3)];
  const { anomalies, details } = await judge([...adds, ...read(2, 0, 1)]);
  expect(anomalies[0]?.explanation).toBe(
    '2 acknowledged elements were lost: 2, 3. They were asked for from 6.000 s to 8.000 s. By node: 1 on n1, 1 on n2. The only read that began after every add had ended does not show them: the read of process 2 (operation 10, asked for at 10.000 s, answered at 11.000 s). The first, 2, was added by process 1 (operation 6) and acknowledged at 7.000 s; no read ever showed it.',
  );
  expect(anomalies[0]).toMatchObject({ operations: [10, 6, 8], prefix: 12, time: 11e9 });
  expect(details).toMatchObject({ acknowledged: 4, lost: 2, neverRead: 2, losses: { values: '2, 3', count: 2 } });
});

test('how long it took to be seen is measured from the acknowledgement', async () => {
  const { details } = await judge([...add(0, 1), ...read(1), ...read(1, 1), ...read(1), ...read(2, 1)]);
  // Acknowledged at 1 s; the read from which on all show it began at 8 s.
  expect(details).toMatchObject({ stale: 1, timeToVisibleMs: { p50: 7_000, max: 7_000 }, timeToLostMs: null });
});
