/** The report as text: what it says, what it survives, how big it gets. */
import { Script } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { FaultlineError } from '../../../../harness/contracts/errors.js';
import type { History } from '../../../../harness/contracts/history.js';
import { historyFromOperations } from '../../../../harness/history/build.js';
import { BUTTONS } from '../../../../harness/report/html/buttons.js';
import { type ReportInput, renderReport } from '../../../../harness/report/html/report.js';
import { concludeRun } from '../../../../harness/results/index.js';
import { broken, findings } from '../../results/verdict-fixture.js';
import { hostileRun } from '../hostile.js';
import { syntheticRun, syntheticTest } from '../synthetic-run.js';

let run: ReportInput;
let page: string;
beforeAll(async () => {
  run = await syntheticRun();
  page = renderReport(run);
});

/** As they stand in the page. */
function sentencesOf(explanation: string): readonly string[] {
  return explanation.split(/(?<=\.)\s/).map((sentence) => sentence.slice(1));
}

describe('the report of a violation', () => {
  test('says what broke, under which claim, and how to do it again', () => {
    expect(page).toContain('<h1>etcd broke “linearizable”.</h1>');
    expect(page).toContain('href="https://etcd.io/docs/v3.4/learning/api_guarantees/"');
    expect(page).toContain(run.test.command);
    for (const sentence of sentencesOf(run.verdict.properties[0]?.anomalies[0]?.explanation ?? '')) {
      expect(page).toContain(sentence);
    }
  });

  test('names the fault that was in force at that moment, in the head and in the story', () => {
    expect(page).toMatch(/In force at that moment: <strong>kill n4 n5 \(for [\d.]+ s\)/);
    expect(page).toMatch(/kill n4 n5, since <a [^>]+>28\.000 s<\/a> \(for [\d.]+ s when it broke\)/);
    expect(page).toMatch(/<li class="step fault">.*kill n4 n5 is in force, from here to 34\.000 s \(6 s\)/);
  });

  test('tells it as steps in the order of time, and marks the one at which it breaks', () => {
    const operations = run.verdict.properties[0]?.anomalies[0]?.operations ?? [];
    expect(operations.length).toBeGreaterThan(1);
    const steps = [...page.matchAll(/<li class="step( breaks)?">.*?data-operation="(\d+)"/g)];
    expect(steps.map(([, , index]) => Number(index))).toEqual([...operations].sort((left, right) => left - right));
    expect(steps.filter(([, breaks]) => breaks !== undefined).map(([, , index]) => Number(index))).toEqual([
      operations[0],
    ]);
    expect(page).toMatch(/Process 37 asks n3: <code>read of \d+<\/code>.*n3 answers \d+ 1\.2 ms later/);
  });

  test('has a row for every operation, to which its links lead', () => {
    const operations = run.verdict.properties[0]?.anomalies[0]?.operations ?? [];
    for (const index of operations) expect(page.split(`id="op-${index}"`)).toHaveLength(2);
    expect(page).toContain(`<tr id="op-${operations[0]}" class="culprit">`);
  });

  test('says what its anomaly means, where it is told', () => {
    const meaning = 'No order of the operations explains what `clients` saw: [more](more.md).';
    const definitions = {
      linearizable: { meaning: 'As if there were one copy.', anomalies: { nonlinearizable: meaning } },
    };
    const text = renderReport({ ...run, definitions });
    expect(text).toContain(
      '<b>nonlinearizable</b>: No order of the operations explains what <code>clients</code> saw: more.',
    );
    expect(text).toContain('As if there were one copy.');
  });

  test('carries itself as an issue in Markdown', () => {
    const issue = /<pre id="issue"[^>]*>(.*?)<\/pre>/s.exec(page)?.[1] ?? '';
    expect(issue).toMatch(/^# etcd broke “linearizable”\.\n/);
    expect(issue).toContain('- Claimed: “linearizable” (https://etcd.io/docs/v3.4/learning/api_guarantees/)');
    expect(issue).toContain('- Software: faultline 0.1.0, node 20.20.2, etcd 3.4.23');
    expect(issue).toContain('## What happened: nonlinearizable');
    expect(issue).toMatch(/\d\. 33\.\d{3} s: Process 37 asks n3 `read of \d+`.*\*\*It breaks here\.\*\*/);
    expect(issue).toContain(`\`\`\`sh\n${run.test.command}\n\`\`\``);
  });

  test('says what it proves', () => {
    expect(page).toContain('The violation holds whatever became of the 70 operations of unknown outcome');
  });

  test('counts what went on under each fault, against the time before', () => {
    const row = /<th scope="row" class="text">kill n4 n5<\/th>.*?<\/tr>/.exec(page)?.[0] ?? '';
    expect(row).toContain('<td>6 s</td>');
    expect(row).toMatch(
      /<td>\d+ <span class="dim">\(\d+\)<\/span><\/td><td>[\d.]+ % <span class="dim">\(100 %\)<\/span>/,
    );
  });

  test('names each class of errors by an example, with who met it and where', () => {
    expect(page).toMatch(
      /<code>timeout after 5000 ms<\/code>.*?<td class="text">read \d+, write \d+<\/td><td class="text">n\d \d+, n\d/,
    );
  });

  test('holds its data as JSON', () => {
    const block = /<script type="application\/json" id="faultline-data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(JSON.parse(block)).toMatchObject({ verdict: JSON.parse(JSON.stringify(run.verdict)), test: { seed: 7 } });
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
    ['valid', findings({}), {}, 'etcd kept its promise: “linearizable” holds in this history.'],
    ['valid though not claimed', findings({}), { claimSource: null }, '“linearizable” holds for etcd in this history.'],
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

describe('what a verdict proves', () => {
  const proofOf = (input: ReportInput): string => /<p class="proof">(.*?)<\/p>/.exec(renderReport(input))?.[1] ?? '';

  test('of a pass: that nothing contradicts it in this history, under these faults', () => {
    const verdict = concludeRun(findings({ statistics: run.verdict.statistics }));
    expect(proofOf({ ...run, verdict })).toMatch(
      /^In this one history of [\d,]+ operations, under 5 faults \(partition, pause, kill\), nothing contradicts “linearizable”\./,
    );
  });

  test('of an unknown: nothing, and why', () => {
    const verdict = concludeRun(findings({ vacuity: 'no operation succeeded' }));
    expect(proofOf({ ...run, verdict })).toBe(
      'Nothing is proven of “linearizable”, either way: no operation succeeded. It is neither a pass nor a violation.',
    );
  });

  test('of a planted lie: something of the checker', () => {
    const planted = syntheticTest({ plant: { name: 'stale-read', everyNth: 5 } });
    expect(proofOf({ ...run, test: planted })).toContain('this says something of the checker, and nothing of etcd');
  });
});

test('many violations are told by their kinds: the first in full, the others a click away', () => {
  const [first] = run.verdict.properties[0]?.anomalies ?? [];
  if (first === undefined) throw new Error('the run has no violation');
  const anomalies = [first, ...Array.from({ length: 20 }, () => first), { ...first, type: 'other', key: '"k"' }];
  const properties = run.verdict.properties.map((each) => (each.valid === false ? { ...each, anomalies } : each));
  const text = renderReport({ ...run, verdict: { ...run.verdict, properties } });
  expect(text).toContain(
    '<th scope="row" class="text">nonlinearizable</th><td class="text">linearizable</td><td>21</td><td class="text">6 (21 times)</td>',
  );
  expect(text).toContain(
    '<th scope="row" class="text">other</th><td class="text">linearizable</td><td>1</td><td class="text">k</td>',
  );
  expect(text.match(/<article class="violation">/g)).toHaveLength(1);
  expect(text).toContain('<summary>20 more of <span class="type">nonlinearizable</span></summary>');
  expect(text).toContain('9 more are in verdict.json.');
  for (const index of first.operations) expect(text.split(`id="op-${index}"`)).toHaveLength(2);
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
    expect(text).toMatch(/<h2 id="operations-title">Operations<\/h2><p>[\d,]+ operations a second/);
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
    expect(text.replaceAll(/<script.*?<\/script>/gs, '')).not.toMatch(/NaN|Infinity/);
    expect(text).not.toContain('“Over time” could not be drawn');
  });
});

describe('a hostile history', () => {
  test('brings no markup of its own into the page', () => {
    const text = renderReport(hostileRun());
    expect(text).not.toContain('could not be drawn');
    expect(text).not.toContain('<img');
    expect(text).not.toContain('<script>globalThis');
    // Data, payload, program, buttons; without a built program two of them are missing.
    expect([2, 4]).toContain(text.match(/<script/g)?.length);
    expect(text).not.toContain('href="javascript:');
    expect(text).toContain('&lt;script&gt;globalThis.attacked=1&lt;/script&gt;');
  });
});

test('the buttons of the page are a program', () => {
  expect(() => new Script(BUTTONS)).not.toThrow();
});
