/** docs/anomalies.md: every example there is found, under its name, and breaks the level that it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { transactions } from '../../../checkers/transactions/index.js';
import type { History } from '../../../harness/contracts/history.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
import { root } from '../../house/files.js';
import { testBudget } from '../linearizable/budget.js';

const guide = readFileSync(join(root, 'docs/anomalies.md'), 'utf8');
const examples = guide
  .split('\n## ')
  .slice(1)
  .map((section) => ({
    name: section.slice(0, section.indexOf('\n')),
    breaks: /Breaks\s+`([a-z-]+)`/.exec(section)?.[1] ?? '',
    lines: (/```\n(.*?)\n```/s.exec(section)?.[1] ?? '').split('\n'),
  }));

type Micro = readonly [string, number, unknown];

function microsOf(text: string): readonly Micro[] {
  return text.split(', ').map((each): Micro => {
    const [, kind = '', key = '', value = ''] = /^(\w+) (\d+) (.+)$/.exec(each) ?? [];
    const list = /^\[(.*)\]$/.exec(value)?.[1];
    const elements =
      list === undefined
        ? Number(value)
        : list
            .split(' ')
            .filter((one) => one !== '')
            .map(Number);
    return [kind, Number(key), elements];
  });
}

/** A process has one transaction at a time, so its next one waits; otherwise all between two `after` overlap. */
function historyOf(lines: readonly string[]): History {
  const rows: OperationDraftRow[] = [];
  let open = new Map<number, OperationDraftRow>();
  const end = (process: number): void => {
    const answer = open.get(process);
    open.delete(process);
    if (answer !== undefined) rows.push({ ...answer, time: rows.length * 1e6 });
  };
  for (const line of lines) {
    if (line === 'after') {
      for (const process of [...open.keys()]) end(process);
      open = new Map();
      continue;
    }
    const [, process = '', text = '', fate = ''] = /^(\d+): (.+?)(?: ([!?]))?$/.exec(line) ?? [];
    end(Number(process));
    const micros = microsOf(text);
    const asked = micros.map(([kind, key, value]) => [kind, key, kind === 'r' ? null : value]);
    const operation = { process: Number(process), f: 'txn' };
    rows.push({ ...operation, type: 'invoke', value: asked, time: rows.length * 1e6 });
    const type = fate === '!' ? 'fail' : fate === '?' ? 'info' : 'ok';
    open.set(Number(process), { ...operation, type, value: type === 'ok' ? micros : asked });
  }
  for (const process of [...open.keys()]) end(process);
  return historyFromOperations(rows);
}

const verdictOf = (lines: readonly string[]) =>
  transactions().check(historyOf(lines), { keyed: false, budget: testBudget() });

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(20);
});

describe.each(examples)('$name', ({ name, breaks, lines }) => {
  test('is found in its example, and told', async () => {
    const { anomalies } = await verdictOf(lines);
    const found = anomalies.find(({ type }) => type === name);
    expect(found, anomalies.map(({ type }) => type).join(', ')).toBeDefined();
    expect(found?.explanation.length).toBeGreaterThan(60);
    expect(found?.explanation).not.toMatch(/undefined|NaN|\{/);
    expect(found?.operations.length).toBeGreaterThan(0);
  });

  test('breaks what the guide says, and it is among the weakest of what it breaks', async () => {
    const { levels, weakestViolated } = await verdictOf(lines);
    expect(levels?.[breaks]).toBe(false);
    expect(weakestViolated).toContain(breaks);
  });
});
