/** What a checker measured, as tables: in words, with units, without JSON. */
import { expect, test } from 'vitest';
import { detailTables } from '../../../../harness/report/html/details.js';

const textOf = (details: Readonly<Record<string, unknown>>): string => detailTables(details)?.text ?? '';
const cell = (name: string, value: string): string =>
  `<th scope="row" class="text">${name}</th><td class="text">${value}</td>`;

test('names are words, and numbers have their units', () => {
  const text = textOf({
    acknowledgedAdds: 2_977,
    timeToLostMs: { p50: 168.165, p999: 452.9 },
    firstNs: 3.9858e9,
    share: 0.99951,
    level: 'linearizable',
    isKeyed: true,
    baselineRate: null,
  });
  for (const [name, value] of [
    ['acknowledged adds', '2,977'],
    ['time to lost', 'p50 168 ms, p99.9 453 ms'],
    ['first', '3.986 s'],
    ['share', '99.951 %'],
    ['level', 'linearizable'],
    ['is keyed', 'yes'],
    ['baseline rate', '–'],
  ] as const) {
    expect(text).toContain(cell(name, value));
  }
});

test('lists of records and records of records are tables of their own', () => {
  const text = textOf({
    heals: [{ faults: ['kill', 'pause'], atMs: 12_372, firstSuccessMs: 86 }],
    byNode: { n1: { requests: 76, nines: null }, n2: { requests: 5, nines: null } },
  });
  expect(text).toContain('<h4>heals</h4>');
  expect(text).toContain('<td class="text">kill, pause</td><td class="">12.372 s</td><td class="">86 ms</td>');
  expect(text).toContain('<th scope="row" class="text">n1</th><td class="">76</td></tr>');
  expect(text).not.toContain('nines');
});

test('what a record holds besides its words is shown as a table after it', () => {
  const text = textOf({ losses: { count: 106, byFault: [{ fault: 'partition', count: 74 }] } });
  expect(text).toContain(cell('losses', 'count 106'));
  expect(text).toContain('<h4>losses: by fault</h4>');
});

test('long values are cut, and hostile ones are text', () => {
  const text = textOf({
    values: Array.from({ length: 500 }, (_, at) => at),
    '<b>': '<script>',
    long: 'x'.repeat(9_000),
  });
  expect(text).toContain('and 480 more');
  expect(text).toContain('&lt;script&gt;');
  expect(text).not.toContain('<b>');
  expect(text.length).toBeLessThan(2_000);
});

test('nothing measured is no table', () => {
  expect(detailTables({})).toBeNull();
});
