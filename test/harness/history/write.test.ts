/** Writing histories: what is written is read back the same, here and by the tools that it is written for. */
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { History } from '../../../harness/contracts/history.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { parseHistory, readHistory } from '../../../harness/history/read.js';
import { WRITTEN_FORMATS, writeHistory } from '../../../harness/history/write.js';
import { bytes, histories, ndjsonLine, operationsOf, written } from './histories.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-write-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = (history: History, format: 'edn' | 'ndjson', times = true): string =>
  Buffer.from(written(history, format, times)).toString();

test('NDJSON to EDN and back is the same history, event by event', () => {
  fc.assert(
    fc.property(histories, (operations) => {
      const first = parseHistory(bytes(operations.map(ndjsonLine).join('')), 'h.ndjson').history;
      const second = parseHistory(written(first, 'edn'), 'h.edn', { format: 'edn' }).history;
      const third = parseHistory(written(second, 'ndjson'), 'h.ndjson').history;
      expect(operationsOf(third)).toEqual(JSON.parse(JSON.stringify(operations)));
      expect(third.partners.subarray(0, third.length)).toEqual(first.partners.subarray(0, first.length));
    }),
    { numRuns: 1_000 },
  );
});

test('EDN is what Jepsen writes', () => {
  const history = historyFromOperations([
    { type: 'invoke', process: 0, f: 'txn', value: [['append', 'k', 1], ['r', 2, null], 'r', ['x', 'r']], time: 5 },
    { type: 'info', process: 'nemesis', f: 'partition', value: { phase: 'inject', on: ['n1'] }, time: 6 },
    { type: 'info', process: 0, f: 'txn', value: null, error: 'no "answer"', node: 'n1', time: 7 },
    { type: 'invoke', process: 1, f: 'two words', value: ['r', 1.5, true, 'a\u0007/"\n'], time: 8, intendedTime: 3 },
  ]);
  expect(text(history, 'edn').split('\n')).toEqual([
    '{:index 0, :time 5, :type :invoke, :process 0, :f :txn, :value [[:append "k" 1] [:r 2 nil] "r" ["x" "r"]]}',
    '{:index 1, :time 6, :type :info, :process :nemesis, :f :partition, :value {"phase" "inject", "on" ["n1"]}}',
    '{:index 2, :time 7, :type :info, :process 0, :f :txn, :value nil, :error "no \\"answer\\"", :node "n1"}',
    '{:index 3, :time 8, :type :invoke, :process 1, :f "two words", :value ["r" 1.5 true "a\\u0007/\\"\\n"], :intended-time 3}',
    '',
  ]);
});

test('JSON that is spaced and escaped as nobody would is EDN all the same', () => {
  const { history } = parseHistory(
    bytes('{"type":"invoke","process":0,"f":"w","value": [ 1 ,\t{ "a\\/b" : "\\/\\\\/" } , [ ] , { } , -0 , 1E5 ] }'),
    'h.ndjson',
  );
  expect(text(history, 'edn')).toContain(':value [1 {"a/b" "/\\\\/"} [] {} -0 1E5]}');
});

test('times are left out where there were none', () => {
  const { history, hasTimes } = parseHistory(bytes('{:type :invoke, :process 0, :f :r}'), 'h.edn');
  expect(text(history, 'edn', hasTimes)).toBe('{:index 0, :type :invoke, :process 0, :f :r, :value nil}\n');
  const line = '{"index":0,"type":"invoke","process":0,"f":"r","value":null}\n';
  expect(text(history, 'ndjson', hasTimes)).toBe(line);
});

test.each(WRITTEN_FORMATS)('more %s than a stream takes at once arrives whole', async (format) => {
  const events = Array.from({ length: 20_000 }, (_, index) => {
    const type = index % 2 === 0 ? ('invoke' as const) : ('ok' as const);
    return { type, process: 1, f: 'write', value: [`key ${index}`, index] };
  });
  const history = historyFromOperations(events);
  const path = join(folder, format);
  await writeHistory(history, createWriteStream(path, { highWaterMark: 100 }), { format, times: true, end: true });
  expect(operationsOf((await readHistory(path)).history)).toEqual(operationsOf(history));
});

test('a stream that refuses is the error that it names', async () => {
  const full = new Writable({ write: (_, __, done) => done(new Error('the disk is full')) });
  const history = historyFromOperations([{ type: 'invoke', process: 1, f: 'read', value: null }]);
  await expect(writeHistory(history, full, { format: 'edn', times: true, end: true })).rejects.toThrow('disk is full');
});
