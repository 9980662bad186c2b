/** Histories with the verdicts of Elle (July 2026): wherever it decides, we say the same; and where it has holes, we have none. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { transactions } from '../../../checkers/transactions/index.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { readHistory } from '../../../harness/history/read.js';
import { root } from '../../house/files.js';
import { testBudget } from '../linearizable/budget.js';

const folder = join(root, 'test/histories/transactions');
interface Golden {
  readonly levels: Readonly<Record<string, boolean>>;
  readonly anomalies: readonly string[];
  readonly what: string;
}
const goldens = JSON.parse(readFileSync(join(folder, 'verdicts.json'), 'utf8')) as Readonly<Record<string, Golden>>;

const judged = async (file: string, level?: string) => {
  const { history } = await readHistory(join(folder, file));
  return transactions(level === undefined ? {} : { level }).check(history, { keyed: false, budget: testBudget() });
};

test('every history has a verdict', () => {
  expect(readdirSync(folder).filter((file) => file.endsWith('.ndjson')).length).toBe(Object.keys(goldens).length);
});

describe.each(Object.entries(goldens))('%s', (file, golden) => {
  test(golden.what, async () => {
    const { levels, anomalies } = await judged(file);
    for (const [level, holds] of Object.entries(golden.levels)) expect(levels?.[level], level).toBe(holds);
    expect(Object.values(levels ?? {})).not.toContain('unknown');
    // What is broken is shown, by something that can be told.
    const isBroken = Object.values(levels ?? {}).includes(false);
    expect(anomalies.length > 0).toBe(isBroken);
  });
});

describe('where Elle has holes', () => {
  test('a fractured read breaks read-atomic, causal, prefix and parallel snapshot isolation', async () => {
    const { levels } = await judged('la-h05-gsingle-readskew.ndjson');
    for (const level of ['read-atomic', 'causal', 'prefix', 'parallel-snapshot-isolation'])
      expect(levels?.[level]).toBe(false);
  });

  test('a claim of a session guarantee can fail', async () => {
    expect((await judged('la-h20-proc-stale.ndjson', 'read-your-writes')).valid).toBe(false);
    expect((await judged('la-h34-writes-follow-reads.ndjson', 'writes-follow-reads')).valid).toBe(false);
    expect((await judged('la-h34-writes-follow-reads.ndjson', 'read-your-writes')).valid).toBe(true);
    expect((await judged('la-h28-valid-serial.ndjson', 'causal')).valid).toBe(true);
  });

  test('reads of what an unknown transaction wrote to a register count', async () => {
    const history = historyFromOperations([
      {
        type: 'invoke',
        process: 0,
        f: 'txn',
        value: [
          ['w', 1, 1],
          ['w', 2, 1],
        ],
        time: 0,
      },
      {
        type: 'invoke',
        process: 1,
        f: 'txn',
        value: [
          ['r', 2, null],
          ['r', 1, null],
        ],
        time: 1,
      },
      {
        type: 'info',
        process: 0,
        f: 'txn',
        value: [
          ['w', 1, 1],
          ['w', 2, 1],
        ],
        time: 2,
      },
      {
        type: 'ok',
        process: 1,
        f: 'txn',
        value: [
          ['r', 2, null],
          ['r', 1, 1],
        ],
        time: 3,
      },
    ]);
    const { levels, anomalies } = await transactions().check(history, { keyed: false, budget: testBudget() });
    expect(levels).toMatchObject({ serializable: false, 'read-atomic': false, 'read-committed': true });
    expect(anomalies.map(({ type }) => type)).toContain('G-single');
  });

  test('real time counts for registers, without any option', async () => {
    const row = (type: 'invoke' | 'ok', process: number, value: unknown, time: number) => ({
      type,
      process,
      f: 'txn',
      value,
      time,
    });
    const history = historyFromOperations([
      row('invoke', 0, [['w', 1, 1]], 0),
      row('ok', 0, [['w', 1, 1]], 1),
      row('invoke', 1, [['w', 1, 2]], 2),
      row('ok', 1, [['w', 1, 2]], 3),
      row('invoke', 2, [['r', 1, null]], 4),
      row('ok', 2, [['r', 1, 1]], 5),
    ]);
    const { levels } = await transactions().check(history, { keyed: false, budget: testBudget() });
    expect(levels).toMatchObject({ 'strict-serializable': false, 'strong-session-serializable': true });
  });

  test('a strictly serializable history in which two writes to a register overlap is not accused', async () => {
    // To infer the order of versions from when they were written is wrong where one reader saw the first of them late.
    const row = (type: 'invoke' | 'ok', process: number, value: unknown, time: number) => ({
      type,
      process,
      f: 'txn',
      value,
      time,
    });
    const history = historyFromOperations([
      row('invoke', 0, [['w', 1, 1]], 0),
      row('invoke', 1, [['w', 1, 2]], 1),
      row('ok', 1, [['w', 1, 2]], 2),
      row('invoke', 2, [['r', 1, null]], 3),
      row('ok', 2, [['r', 1, 2]], 4),
      row('ok', 0, [['w', 1, 1]], 5),
      row('invoke', 2, [['r', 1, null]], 6),
      row('ok', 2, [['r', 1, 1]], 7),
    ]);
    const { levels } = await transactions().check(history, { keyed: false, budget: testBudget() });
    expect(levels?.['strict-serializable']).toBe(true);
  });
});

describe('a claim', () => {
  test('passes though stronger levels are broken, and says what it allows', async () => {
    const verdict = await judged('la-h07-writeskew.ndjson', 'snapshot-isolation');
    expect(verdict).toMatchObject({ valid: true, anomalies: [], details: { beyondClaim: ['G2-item'] } });
  });

  test('that is broken has anomalies', async () => {
    const verdict = await judged('la-h07-writeskew.ndjson', 'serializable');
    expect(verdict.valid).toBe(false);
    expect(verdict.anomalies.map(({ type }) => type)).toEqual(['G2-item']);
  });
});
