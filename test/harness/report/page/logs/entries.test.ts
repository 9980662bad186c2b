/** The list of logs: what passes, in the order of time, with the faults and the operation between the lines. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bytesInWords,
  firstMoment,
  type LogFilter,
  linesBefore,
  logEntries,
  nearestEntry,
  nodesOf,
  placesWithin,
} from '../../../../../harness/report/page/logs/entries.js';
import type { LogLine } from '../../../../../harness/report/payload/payload.js';
import { anomaly, faultSpan, operation, payloadOf } from '../timeline/payloads.js';

const ALL: LogFilter = { node: null, level: 'all', text: '' };
const LEVELS = ['error', 'warn', 'info', 'debug', null] as const;

const someLines = fc
  .array(
    fc.record({
      timeNs: fc.nat({ max: 1_000 }),
      node: fc.constantFrom('n1', 'n2', null),
      source: fc.constantFrom('etcd', 'agent'),
      level: fc.constantFrom(...LEVELS),
      text: fc.constantFrom('Elected', 'lost leader', ''),
    }),
    { maxLength: 60 },
  )
  .map((lines) => lines.sort((left, right) => left.timeNs - right.timeNs));

function payloadWith(lines: readonly LogLine[]) {
  return payloadOf([{ ...operation, startNs: 400, endNs: 600 }], {
    faults: [faultSpan('partition', 100, 300)],
    logs: { lines, leftOutBytes: 0 },
  });
}

test('lines, faults and the operation stand in the order of time, and no line is lost', () => {
  fc.assert(
    fc.property(someLines, fc.boolean(), (lines, selected) => {
      const entries = logEntries(payloadWith(lines), ALL, selected ? 0 : null);
      expect(entries.flatMap((entry) => (entry.kind === 'line' ? [entry.line] : []))).toEqual(lines);
      expect(entries.map(({ timeNs }) => timeNs)).toEqual(entries.map(({ timeNs }) => timeNs).sort((a, b) => a - b));
      expect(entries.length - lines.length).toBe(4 + (selected ? 2 : 0));
    }),
  );
});

test('the filter lets through what a look at each line does', () => {
  const someFilter = fc.record({
    node: fc.constantFrom(null, '', 'n1'),
    level: fc.constantFrom('all' as const, 'warn' as const, 'error' as const),
    text: fc.constantFrom('', 'LEADER', 'agent'),
  });
  fc.assert(
    fc.property(someLines, someFilter, (lines, filter) => {
      const kept = logEntries(payloadWith(lines), filter, null).flatMap((entry) =>
        entry.kind === 'line' ? [entry.line] : [],
      );
      const ranks = { all: 5, warn: 2, error: 1 };
      const expected = lines.filter(
        ({ node, level, text, source }) =>
          (filter.node === null || (node ?? '') === filter.node) &&
          LEVELS.indexOf(level) < ranks[filter.level] &&
          `${text} ${source}`.toLowerCase().includes(filter.text.toLowerCase()),
      );
      expect(kept).toEqual(expected);
    }),
  );
});

test('the window holds both of its ends, and the nearest entry is the nearest', () => {
  fc.assert(
    fc.property(someLines, fc.nat({ max: 1_000 }), fc.nat({ max: 500 }), (lines, fromNs, widthNs) => {
      const entries = logEntries(payloadWith(lines), ALL, null);
      const [first, end] = placesWithin(entries, { fromNs, toNs: fromNs + widthNs });
      entries.forEach(({ timeNs }, place) => {
        expect(place >= first && place < end).toBe(timeNs >= fromNs && timeNs <= fromNs + widthNs);
      });
      const away = Math.min(...entries.map(({ timeNs }) => Math.abs(timeNs - fromNs)));
      expect(Math.abs(entries[nearestEntry(entries, fromNs)]!.timeNs - fromNs)).toBe(away);
      expect(linesBefore(entries).at(-1)).toBe(lines.length);
    }),
  );
});

test('tells what became of a fault, and of one that was skipped why', () => {
  const skipped = { ...faultSpan('kill', null, null), end: 'skipped' as const, injectNs: 50, detail: 'nobody to kill' };
  const payload = payloadOf([operation], { faults: [faultSpan('partition', 100, 300), skipped] });
  expect(logEntries(payload, ALL, null).map((entry) => (entry.kind === 'line' ? '' : entry.text))).toEqual([
    'kill n1: skipped, nobody to kill',
    'partition n1: being injected',
    'partition n1: in force',
    'partition n1: being healed',
    'partition n1: healed',
  ]);
});

test('without a cursor it is about the first violation, else about the end', () => {
  expect(
    firstMoment(payloadOf([operation], { anomalies: [anomaly('b', [], 9), anomaly('a', [], 4), anomaly('c', [])] })),
  ).toBe(4);
  expect(firstMoment(payloadOf([operation], { toNs: 77 }))).toBe(77);
});

test('names nodes as people count them, and bytes as people read them', () => {
  const line = (node: string | null): LogLine => ({ timeNs: 0, node, source: '', level: null, text: '' });
  expect(nodesOf(['n10', 'n2', null, 'n2'].map(line))).toEqual(['', 'n2', 'n10']);
  expect([999, 12_345, 12_345_678, 4.2e9].map(bytesInWords)).toEqual(['999 bytes', '12.3 kB', '12.3 MB', '4.2 GB']);
});
