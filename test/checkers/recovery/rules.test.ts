/** What recovery says of small histories. */
import { expect, test } from 'vitest';
import { recovery } from '../../../checkers/recovery/index.js';
import type { Operation } from '../../../harness/contracts/operation.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';

const S = 1e9;

/** A partition from 5 s to 10 s; ten requests a second until `untilS`, of which none succeeds from 5 s until `backS`. */
function run(untilS: number, backS: number): readonly Operation[] {
  const drafts: Omit<Operation, 'index'>[] = [];
  for (let tick = 0; tick < untilS * 10; tick += 1) {
    const time = (tick / 10) * S;
    const isOut = time >= 5 * S && time < backS * S;
    const common = { process: tick, f: 'read', value: null };
    drafts.push({ ...common, type: 'invoke', time }, { ...common, type: isOut ? 'info' : 'ok', time: time + 5e6 });
  }
  for (const [phase, at] of [
    ['inject', 5],
    ['verified', 5.01],
    ['heal', 10],
    ['healed', 10.01],
  ] as const) {
    const value = { fault: 'partition', id: 'f1', victims: ['n1'], phase };
    drafts.push({ process: 'nemesis', type: 'info', f: 'partition', time: at * S, value });
  }
  return drafts.sort((left, right) => left.time - right.time).map((draft, index) => ({ ...draft, index }));
}

const judge = (events: readonly Operation[], level?: string) =>
  recovery(level === undefined ? {} : { level }).check(historyFromOperations(events), {
    keyed: false,
    budget: testBudget(),
  });

test('says how long it took to the first success, and to the rate of before', async () => {
  const { valid, details } = await judge(run(20, 12));
  expect(valid).toBe(true);
  expect(details).toMatchObject({ baselineRate: 10, heals: [{ firstSuccessMs: 1_995, rateBackMs: 2_000 }] });
});

test('who never answers again has not recovered, when somebody has gone on to ask for long enough', async () => {
  const { valid, anomalies } = await judge(run(25, 99));
  expect(valid).toBe(false);
  expect(anomalies[0]?.type).toBe('never-recovered');
  expect(anomalies[0]?.explanation).toMatch(/^Every fault had healed by 10\.010 s \(partition\), and for 14\.9 s/);
  expect((await judge(run(15, 99))).valid).toBe('unknown');
});

test('late is late, by the limit that was named', async () => {
  expect((await judge(run(25, 13), '2s')).anomalies[0]?.type).toBe('late-recovery');
  expect((await judge(run(25, 13), '4s')).valid).toBe(true);
  expect(() => recovery({ level: 'soon' })).toThrow(/no limit/);
});
