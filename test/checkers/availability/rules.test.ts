/** What availability says of small histories, and of objectives that are none. */
import { expect, test } from 'vitest';
import { availability } from '../../../checkers/availability/index.js';
import { nines, parseObjective, sayObjective } from '../../../checkers/availability/objective.js';
import type { Operation } from '../../../harness/contracts/operation.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';

const S = 1e9;

/** Ten requests a second of each of three nodes; those of `dead` nodes are of unknown outcome from `fromS` to `toS`. */
function run(dead: readonly string[], fromS: number, toS: number, majority?: readonly string[]): readonly Operation[] {
  const drafts: Omit<Operation, 'index'>[] = [];
  let fresh = 100;
  for (let tick = 0; tick < 200; tick += 1) {
    for (const [at, node] of ['n1', 'n2', 'n3'].entries()) {
      const time = (tick / 10) * S + at * 1e6;
      const isDead = dead.includes(node) && time >= fromS * S && time < toS * S;
      fresh += 1;
      const common = { process: fresh, f: 'read', node };
      drafts.push({ ...common, value: null, type: 'invoke', time });
      drafts.push({ ...common, value: 1, type: isDead ? 'info' : 'ok', time: time + 10e6 });
    }
  }
  if (majority !== undefined) {
    const fault = (phase: string, time: number, more = {}): Omit<Operation, 'index'> => ({
      ...{ process: 'nemesis', type: 'info', f: 'partition', time: time * S },
      value: { fault: 'partition', id: 'f1', victims: ['n3'], phase, ...more },
    });
    drafts.push(fault('inject', 4.9), fault('verified', 5, { majority }), fault('heal', 15));
    drafts.push(fault('healed', 15.1, { majority: ['n1', 'n2', 'n3'] }));
  }
  return drafts.sort((left, right) => left.time - right.time).map((draft, index) => ({ ...draft, index }));
}

const judge = (events: readonly Operation[], level = '95%@1s,settle=1s') =>
  availability({ level }).check(historyFromOperations(events), { keyed: false, budget: testBudget() });

test('a minority that cannot answer is excused while its fault is in force, and not without one', async () => {
  expect((await judge(run(['n3'], 5, 15, ['n1', 'n2']))).valid).toBe(true);
  expect((await judge(run(['n3'], 5, 15))).valid).toBe(false);
});

test('a majority that does not answer is named, with the fault, the share and the longest silence', async () => {
  const { valid, anomalies } = await judge(run(['n1', 'n2'], 5, 15, ['n1', 'n2']));
  expect(valid).toBe(false);
  expect(anomalies).toHaveLength(1);
  expect(anomalies[0]?.type).toBe('below-objective');
  expect(anomalies[0]?.explanation).toMatch(/^From 6\.000 s to 15\.000 s partition left n1, n2 untouched/);
  expect(anomalies[0]?.explanation).toContain('0 were answered in time: 0.0 %');
  expect(anomalies[0]?.explanation).toContain('For 9.0 s');
});

test('where no majority was left nothing is asked', async () => {
  expect((await judge(run(['n1', 'n2', 'n3'], 5, 15.1, []))).valid).toBe(true);
});

test('an objective is a share and a time; others are refused with an example', () => {
  expect(parseObjective('99.9%@200ms')).toMatchObject({ share: 0.999, withinMs: 200 });
  expect(parseObjective('90%,settle=5s')).toMatchObject({ share: 0.9, withinMs: 5_000, settleMs: 5_000 });
  expect(sayObjective(parseObjective('99.9%@200ms'))).toBe('99.9 % of the requests answered within 200 ms');
  for (const text of ['fast', '101%', '99', '99%@5']) expect(() => parseObjective(text)).toThrow(/no objective/);
  expect([nines(0.9), nines(0.999), nines(1)]).toEqual([1, 3, null]);
});
