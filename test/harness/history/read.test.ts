/** Reading files: plain or gzipped, whole or torn, and whatever their bytes are. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { UsageError } from '../../../harness/contracts/errors.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { HistoryError } from '../../../harness/history/errors.js';
import { FORMAT_NAMES } from '../../../harness/history/formats/recognise.js';
import { parseHistory, readHistory } from '../../../harness/history/read.js';
import { bytes, histories, ndjsonLine as line, spoilt, written } from './histories.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

const invoke = { type: 'invoke', process: 0, f: 'write', value: 1 };
const ok = { type: 'ok', process: 0, f: 'write', value: 1 };
const ednLines = '{:type :invoke, :process 0, :f :write}\n{:type :ok, :process 0, :f :write}\n';
const logLines = 'INFO  jepsen.util - 0\t:invoke\t:write\t1\nINFO  jepsen.util - 0\t:ok\t:write\t[1 #_ x 2]\n';

test.each([
  ['NDJSON', line(invoke) + line(ok)],
  ['EDN', ednLines],
  ["Jepsen's log", logLines],
])('%s is recognised and read, plain and gzipped, with a byte order mark and without', async (_, text) => {
  for (const [name, content] of [
    ['plain', bytes(text)],
    ['gzipped', gzipSync(text)],
    ['marked', bytes(`\ufeff${text}`)],
  ] as const) {
    const path = join(folder, name);
    writeFileSync(path, content);
    expect((await readHistory(path)).history.length).toBe(2);
  }
});

test.each([
  ['NDJSON', line(invoke), line(ok).slice(0, -9)],
  ['EDN', '{:type :invoke, :process 0, :f :write}\n', '{:type :ok, :process'],
  ["Jepsen's log", 'INFO  jepsen.util - 0\t:invoke\t:write\t1\n', 'INFO  jepsen.util - 0\t:ok\t:write\t[1'],
])('a torn last line of %s can be left out, and that is said', (_, whole, torn) => {
  const { history, droppedTail } = parseHistory(bytes(whole + torn), 'h', { tornTail: 'drop' });
  expect([history.length, droppedTail]).toEqual([1, true]);
  expect(() => parseHistory(bytes(whole + torn), 'h')).toThrow('h:2: ');
});

test('a line that is wrong and not torn is never left out', () => {
  const wrong = bytes(`{"type":"o\n${line(invoke)}{"type"`);
  expect(() => parseHistory(wrong, 'h', { tornTail: 'drop' })).toThrow('h:1: a string that does not end');
  expect(() => parseHistory(wrong.subarray(0, 11), 'h', { tornTail: 'drop' })).toThrow('h:1: a string that');
});

test('what is not UTF-8 is an error, in a torn line too', () => {
  const broken = new Uint8Array([...bytes(line(invoke)), 0x7b, 0xff, 0x7d, 0x0a]);
  expect(() => parseHistory(broken, 'h.ndjson')).toThrow('h.ndjson:2: it is not UTF-8');
  expect(parseHistory(broken.subarray(0, -1), 'h', { tornTail: 'drop' }).droppedTail).toBe(true);
});

test('a file that is missing, a folder and a broken archive cannot be read', async () => {
  const broken = join(folder, 'broken.gz');
  writeFileSync(broken, gzipSync(ednLines).subarray(0, 20));
  for (const path of [join(folder, 'none'), folder, broken]) {
    await expect(readHistory(path)).rejects.toMatchObject({ code: 'unreadable', exitCode: 64 });
  }
});

const inAnyFormat = fc.oneof(
  histories.map((operations) => bytes(operations.map(line).join(''))),
  histories.map((operations) => written(historyFromOperations(operations), 'edn')),
  fc.constant(bytes(logLines)),
);

test.each(FORMAT_NAMES)('whatever the bytes are, as %s they are a history or an error that says where', (format) => {
  fc.assert(
    fc.property(fc.oneof(spoilt(inAnyFormat), fc.uint8Array({ maxLength: 60 })), (input) => {
      try {
        parseHistory(input, 'h', { format });
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        if (error instanceof HistoryError) expect(error.message).toMatch(/^h:\d+: /);
        else expect(error).toMatchObject({ code: 'unknown-format' });
      }
    }),
    { numRuns: 2_000 },
  );
});
