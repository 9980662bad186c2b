/** Logs on the time axis of the run: clocks corrected, gaps filled, and what matters kept. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logLines } from '../../../../harness/report/payload/log-lines.js';
import type { ClockRecord, LogFile } from '../../../../harness/results/index.js';

const START_MS = Date.UTC(2026, 10, 21, 19, 40);
const MINUTE_NS = 60e9;

const said = (seconds: number, text: string): string => `${new Date(START_MS + seconds * 1e3).toISOString()} ${text}`;
const file = (node: string | null, lines: readonly string[]): LogFile => ({
  ...{ node, source: 'etcd', text: `${lines.join('\n')}\n`, leftOutBytes: 0 },
});
const reading = (
  node: string,
  timeNs: number,
  offsetNs: number,
  source: 'target' | 'probe' = 'probe',
): ClockRecord => ({
  ...{ node, timeNs, offsetNs, source, monotonicOffsetNs: null, uncertaintyNs: 1e5 },
});
/** Once a second, as the harness reads them. */
const readings = (node: string, offsetAt: (seconds: number) => number): ClockRecord[] =>
  Array.from({ length: 60 }, (_, second) => reading(node, second * 1e9, offsetAt(second)));

function linesOf(files: readonly LogFile[], clocks: readonly ClockRecord[] = [], momentsNs: number[] = []) {
  return logLines({ files, clocks, startMs: START_MS, endNs: MINUTE_NS, momentsNs });
}
const seconds = (
  files: readonly LogFile[],
  clocks: readonly ClockRecord[] = [],
): readonly (readonly [string, number])[] =>
  linesOf(files, clocks).lines.map(({ text, timeNs }) => [text.split(' ').at(-1) ?? '', Math.round(timeNs / 1e8) / 10]);

test('two nodes whose clocks disagree are told in the order in which it was', () => {
  const ahead = file('n1', [said(10 + 30, 'a'), said(12 + 30, 'c')]);
  const right = file('n2', [said(11, 'b'), said(13, 'd')]);
  const clocks = [...readings('n1', () => 30e9), ...readings('n2', () => 0)];
  expect(seconds([ahead, right], clocks)).toEqual([
    ['a', 10],
    ['b', 11],
    ['c', 12],
    ['d', 13],
  ]);
});

test('a clock that is set forward and back again is corrected on both sides', () => {
  const clocks = readings('n1', (second) => (second >= 20 && second < 40 ? 200e9 : 0));
  const log = file('n1', [said(10, 'before'), said(25 + 200, 'while'), said(38 + 200, 'still'), said(45, 'after')]);
  expect(seconds([log], clocks)).toEqual([
    ['before', 10],
    ['while', 25],
    ['still', 38],
    ['after', 45],
  ]);
});

test('a clock that is set back says the same moment twice, and the order tells which', () => {
  const clocks = readings('n1', (second) => (second >= 30 ? -20e9 : 0));
  const log = file('n1', [said(15, 'once'), said(29, 'last'), said(32 - 20, 'back'), said(50 - 20, 'later')]);
  expect(seconds([log], clocks)).toEqual([
    ['once', 15],
    ['last', 29],
    ['back', 32],
    ['later', 50],
  ]);
});

test("the database's own clock counts before that of a process beside it", () => {
  const clocks = [...readings('n1', () => 0), reading('n1', 0, 5e9, 'target')];
  expect(seconds([file('n1', [said(15, 'x')])], clocks)).toEqual([['x', 10]]);
});

test('lines without a time lie between their neighbours', () => {
  const log = file('n1', ['first', said(10, 'a'), 'at one', 'at two', said(13, 'b'), 'last']);
  expect(seconds([log]).map(([, second]) => second)).toEqual([10, 10, 11, 12, 13, 13]);
});

test('a zone that nobody names is found by the hours that are missing', () => {
  const log = file('n1', ['2026-11-21 21:40:05 LOG: x', '2026-11-21 21:40:50 LOG: y']);
  expect(seconds([log])).toEqual([
    ['x', 5],
    ['y', 50],
  ]);
});

test('a moment far from the run is no moment of the line', () => {
  const log = file('n1', [said(10, 'a'), 'copied from 2019-01-01T00:00:00Z', said(12, 'b')]);
  expect(seconds([log]).map(([, second]) => second)).toEqual([10, 11, 12]);
});

test('colours of a terminal are taken off', () => {
  expect(linesOf([file('n1', ['\u001b[31mERROR\u001b[0m no'])]).lines[0]).toMatchObject({
    text: 'ERROR no',
    level: 'error',
  });
});

test('with too many, those around faults come first, then the grave, then the newest', () => {
  const padding = 'x'.repeat(100);
  const names = Array.from({ length: 60 }, (_, second) =>
    said(second, `${padding} ${second === 20 ? 'ERROR ' : ''}s${second}`),
  );
  const { lines, leftOutBytes } = logLines({
    ...{ files: [file('n1', names)], clocks: [], startMs: START_MS, endNs: MINUTE_NS },
    ...{ momentsNs: [40e9], maxBytes: 1_400 },
  });
  const kept = lines.map(({ text }) => text.split(' ').at(-1));
  expect(kept).toEqual(['s20', 's37', 's38', 's39', 's40', 's41', 's42', 's43', 's58', 's59']);
  const bytes = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length + 1, 0);
  expect(leftOutBytes).toBe(bytes(names) - bytes(lines.map(({ text }) => text)));
});

test('lines are ordered by time, and no line is lost or made up', () => {
  const line = fc.record({ second: fc.option(fc.nat(59)), text: fc.constantFrom('a', 'b WARN', 'c') });
  const logs = fc.array(fc.array(line, { maxLength: 20 }), { maxLength: 4 });
  fc.assert(
    fc.property(logs, fc.integer({ min: -100, max: 100 }), (each, offsetSeconds) => {
      const files = each.map((lines, index) =>
        file(
          `n${index}`,
          lines.map(({ second, text }) => (second === null ? text : said(second + offsetSeconds, text))),
        ),
      );
      const clocks = files.flatMap(({ node }) => readings(node ?? '', () => offsetSeconds * 1e9));
      const { lines, leftOutBytes } = linesOf(files, clocks);
      expect(leftOutBytes).toBe(0);
      expect(lines.map(({ timeNs }) => timeNs)).toEqual(lines.map(({ timeNs }) => timeNs).sort((a, b) => a - b));
      expect(lines.map(({ text }) => text).sort()).toEqual(
        files
          .flatMap(({ text }) => text.trim().split('\n'))
          .filter((text) => text !== '')
          .sort(),
      );
      for (const { timeNs, text } of lines) {
        const [moment] = text.split(' ');
        if (moment?.endsWith('Z') !== true) continue;
        expect(Math.abs(timeNs / 1e6 + START_MS + offsetSeconds * 1e3 - Date.parse(moment))).toBeLessThan(1);
      }
    }),
  );
});
