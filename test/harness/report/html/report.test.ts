/** The report as text: what it says, what it survives, how big it gets. */
import { Script } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { FaultlineError } from '../../../../harness/contracts/errors.js';
import type { History } from '../../../../harness/contracts/history.js';
import { historyFromOperations } from '../../../../harness/history/build.js';
import { type ReportInput, renderReport } from '../../../../harness/report/html/report.js';
import { SCRIPT } from '../../../../harness/report/html/script.js';
import { concludeRun } from '../../../../harness/results/index.js';
import { broken, findings } from '../../results/verdict-fixture.js';
import { ATTACK, hostileRun } from '../hostile.js';
import { syntheticHistory, syntheticRun, syntheticTest } from '../synthetic-run.js';

const MAX_BYTES = 6 * 2 ** 20;

let run: ReportInput;
let page: string;
beforeAll(async () => {
  run = await syntheticRun();
  page = renderReport(run);
});

/** The data block of a page. */
function dataOf(html: string): { verdict: unknown; faults: { id: string; end: string }[]; series: unknown } {
  return JSON.parse(/<script type="application\/json" id="faultline-data">(.*?)<\/script>/s.exec(html)?.[1] ?? '');
}

describe('the report of a violation', () => {
  test('says what broke, under which claim, and how to do it again', () => {
    expect(page).toContain('<h1>etcd broke “linearizable”.</h1>');
    expect(page).toContain('href="https://etcd.io/docs/v3.4/learning/api_guarantees/"');
    expect(page).toContain(run.test.command);
    expect(page).toContain(run.verdict.properties[0]?.anomalies[0]?.explanation.slice(1));
  });

  test('names the fault that was in force at that moment', () => {
    expect(page).toMatch(/In force at that moment: <strong>kill n4 n5 \(for [\d.]+ s\)/);
  });

  test('shows every operation of the anomaly, and marks the one at which it breaks', () => {
    const operations = run.verdict.properties[0]?.anomalies[0]?.operations ?? [];
    expect(operations.length).toBeGreaterThan(1);
    for (const index of operations) expect(page).toContain(`<th scope="row">${index}</th>`);
    expect(page).toContain(`<tr class="culprit"><th scope="row">${operations[0]}</th>`);
  });

  test('holds its data as JSON', () => {
    const data = dataOf(page);
    expect(data.verdict).toEqual(JSON.parse(JSON.stringify(run.verdict)));
    expect(data.faults.map(({ id, end }) => [id, end])).toEqual(
      ['f1', 'f2', 'f3', 'f4', 'f5'].map((id) => [id, 'healed']),
    );
  });

  test('asks no other machine for anything', () => {
    expect(page).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="(?!data:)/);
    expect(page).not.toMatch(/@import|url\(/);
    expect(page).toContain("default-src 'none'");
  });
});

describe('the sentence at the head', () => {
  const headlineOf = (input: ReportInput): string => /<h1>(.*?)<\/h1>/.exec(renderReport(input))?.[1] ?? '';
  const failed = new FaultlineError('a fault would not take', { code: 'fault-not-effective' });

  test.each([
    ['valid', findings({}), {}, 'etcd held: every operation fits “linearizable”.'],
    [
      'broken though not claimed',
      findings({ properties: [broken] }),
      { claimSource: null },
      '“linearizable” does not hold for etcd with these options.',
    ],
    ['crashed', findings({ properties: [{ ...broken, property: 'crashes' }] }), {}, 'etcd crashed.'],
    ['failed', findings({ runError: failed }), {}, 'The run itself failed, so nothing is proven.'],
    ['interrupted', findings({ interrupted: true }), {}, 'The run was interrupted, so nothing is proven.'],
    ['vacuous', findings({ vacuity: 'no operation succeeded' }), {}, 'Nothing is proven, either way.'],
    [
      'a lie that was caught',
      findings({ properties: [broken], liesTold: 4 }),
      { plant: { name: 'stale-read', everyNth: 5 } },
      'The planted lie was caught: “linearizable” is broken.',
    ],
    [
      'a lie that was not caught',
      findings({ liesTold: 4 }),
      { plant: { name: 'stale-read', everyNth: 5 } },
      'The planted lie was not caught: “linearizable” seems to hold.',
    ],
  ])('is right for a run that is %s', (_, found, changes, sentence) => {
    const verdict = concludeRun(found);
    expect(headlineOf({ test: syntheticTest(changes), verdict, history: run.history })).toBe(sentence);
  });
});

describe('a report that meets what it cannot draw', () => {
  test('keeps its verdict when the plots break, and says what is missing', () => {
    const { history } = run;
    const torn: History = {
      ...history,
      length: history.length,
      get times(): Float64Array {
        throw new Error('the times are gone');
      },
      value: () => null,
      node: () => undefined,
      error: () => undefined,
      operation: () => {
        throw new Error('no operation can be read');
      },
      describeOrigin: () => '',
    };
    const text = renderReport({ ...run, history: torn });
    expect(text).toContain('<h1>etcd broke “linearizable”.</h1>');
    expect(text).toContain('“Over time” could not be drawn: the times are gone.');
    expect(text).toContain('<h2 id="operations-title">Operations</h2><div class="table-wrap"');
  });

  test('keeps its verdict when the statistics are of an unknown shape', () => {
    const text = renderReport({ ...run, verdict: { ...run.verdict, statistics: { surprise: 1 } } });
    expect(text).toContain('This run has no statistics.');
    expect(text).toContain('<h1>etcd broke “linearizable”.</h1>');
  });

  test('draws a run in which nothing happened', () => {
    const verdict = concludeRun(findings({ properties: [], vacuity: 'no operation was invoked' }));
    const text = renderReport({ test: syntheticTest(), verdict, history: historyFromOperations([]) });
    expect(text).toContain('No operation was invoked.');
    expect(text).not.toContain('could not be drawn');
  });

  test.each([
    ['a single event', [0]],
    ['all at one moment', [5, 5, 5]],
    ['times beyond reason', [0, 1e300]],
  ])('draws %s without a number that is none', (_, times) => {
    const history = historyFromOperations(
      times.map((time, process) => ({ type: 'invoke', process, f: 'read', value: null, time })),
    );
    const text = renderReport({ ...run, history });
    expect(text).not.toMatch(/NaN|Infinity/);
    expect(text).not.toContain('“Over time” could not be drawn');
  });
});

describe('a hostile history', () => {
  test('brings no markup of its own into the page', () => {
    const text = renderReport(hostileRun());
    expect(text).not.toContain('could not be drawn');
    expect(text).not.toContain('<img');
    expect(text).not.toContain('<script>globalThis');
    expect(text.match(/<script/g)).toHaveLength(2);
    expect(text).not.toContain('href="javascript:');
    expect(JSON.stringify(dataOf(text))).toContain(JSON.stringify(ATTACK).slice(1, -1));
  });
});

test('the script of the page is a program', () => {
  expect(() => new Script(SCRIPT)).not.toThrow();
});

test('a million events make a page of less than 6 MB in which every operation is a point or shares one', () => {
  const history = syntheticHistory({ seconds: 1_100, rate: 6_000, stale: false });
  expect(history.length).toBeGreaterThan(1e6);
  const text = renderReport({ ...run, history });
  expect(text.length).toBeLessThan(MAX_BYTES);
  expect(text).toMatch(/operations, drawn as [\d,]+ points/);
});
