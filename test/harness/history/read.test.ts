/** Reading NDJSON: every well-formed line is an event, every other one an error with file and line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Operation } from '../../../harness/contracts/operation.js';
import { HistoryError } from '../../../harness/history/errors.js';
import { parseHistory, readHistory } from '../../../harness/history/read.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string): ReturnType<typeof parseHistory> =>
  parseHistory(bytes(text), 'h.ndjson', { format: 'ndjson' });
const line = (event: object): string => `${JSON.stringify(event)}\n`;
const invoke = { type: 'invoke', process: 0, f: 'write', value: 1 };
const ok = { type: 'ok', process: 0, f: 'write', value: 1 };

/** Each process invokes and completes in turn. */
const histories: fc.Arbitrary<Operation[]> = fc
  .array(
    fc.record({
      process: fc.integer({ min: 0, max: 3 }),
      f: fc.oneof(fc.constantFrom('read', 'write'), fc.string({ unit: 'grapheme', maxLength: 5 })),
      value: fc.jsonValue(),
      type: fc.constantFrom('ok' as const, 'fail' as const, 'info' as const),
      node: fc.option(fc.string({ maxLength: 4 }), { nil: undefined }),
      error: fc.option(fc.string({ unit: 'grapheme', maxLength: 9 }), { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((drafts) =>
    drafts
      .flatMap(({ type, error, node, ...rest }) => [
        { ...rest, type: 'invoke' as const, ...(node === undefined ? {} : { node }) },
        { ...rest, type, ...(error === undefined ? {} : { error }) },
      ])
      .map((event, index) => ({ ...event, index, time: index * 1_000 })),
  );

test('what was written is read back, value by value', () => {
  fc.assert(
    fc.property(histories, (operations) => {
      const { history } = parse(operations.map(line).join(''));
      const seen = Array.from({ length: history.length }, (_, index) => history.operation(index));
      expect(JSON.parse(JSON.stringify(seen))).toEqual(JSON.parse(JSON.stringify(operations)));
      for (let index = 0; index < seen.length; index += 1) expect(history.partners[index]).toBe(index ^ 1);
    }),
    { numRuns: 500 },
  );
});

test('any order of keys, white space, unknown keys, escapes and line ends will do', () => {
  const { history, hasTimes } = parse(
    ` {"unknown":{"a":[1,{"b":null}]}, "f" : "write","value": {"x":1} , "process":7,"type":"invoke"}\r\n\n{"ty\\u0070e":"ok","process":7,"f":"wr\\u0069te","value":true}`,
  );
  expect(history.operation(0)).toEqual({ index: 0, time: 0, type: 'invoke', process: 7, f: 'write', value: { x: 1 } });
  expect(history.operation(1)).toMatchObject({ type: 'ok', time: 1, f: 'write', value: true });
  expect(hasTimes).toBe(false);
});

test('events of the nemesis stand in between, and are not paired', () => {
  const nemesis = { type: 'info', process: 'nemesis', f: 'kill', value: { phase: 'inject' } };
  const { history } = parse([invoke, nemesis, ok].map(line).join(''));
  expect(Array.from(history.partners.subarray(0, 3))).toEqual([2, -1, 0]);
  expect(history.operation(1).process).toBe('nemesis');
});

test.each([
  ['no object', '7\n', 'h.ndjson:1: expected an object'],
  ['no JSON', '{"type":"invoke",}\n', 'h.ndjson:1: expected a string'],
  ['something after it', '{} {}\n', 'h.ndjson:1: something after the object'],
  ['no type', line({ process: 0, f: 'read' }), 'h.ndjson:1: "type" is missing'],
  ['an unknown type', line({ ...invoke, type: 'okay' }), '"type" is "okay"; it must be invoke, ok, fail or info'],
  ['a process of another kind', line({ ...invoke, process: 'me' }), '"process" is neither a number nor "nemesis"'],
  ['a negative process', line({ ...invoke, process: -1 }), '"process" must be between'],
  ['half a process', line({ ...invoke, process: 1.5 }), '"process" is not a whole number'],
  ['no f', line({ type: 'invoke', process: 0 }), '"f" is missing'],
  ['a time of another kind', line({ ...invoke, time: 'now' }), '"time" is not a number'],
  ['an index of another kind', line({ ...invoke, index: 1.5 }), '"index" is not a whole number'],
  ['a key twice', '{"type":"ok","type":"ok"}\n', '"type" stands there twice'],
  ['a number that is none', '{"value":01}\n', 'a number that begins with 0'],
  ['a string that does not end', '{"value":"x}\n', 'a string that does not end'],
  ['a completion of nothing', line(ok), 'h.ndjson:1: process 0 completes what it never invoked'],
  ['two invocations at once', line(invoke) + line(invoke), 'h.ndjson:2: process 0 invokes while its operation 0'],
  ['another completion', line(invoke) + line({ ...ok, f: 'read' }), 'invoked "write" and completes "read"'],
  ['a torn last line', `${line(invoke)}{"type":"o`, 'h.ndjson:2: a string that does not end'],
])('%s is an error that says where', (_, text, message) => {
  expect(() => parse(text)).toThrow(message);
});

test('a value nested absurdly deep is an error and no crash', () => {
  expect(() => parse(`{"value":${'['.repeat(100_000)}\n`)).toThrow('nested more than');
});

test('what is not UTF-8 is an error', () => {
  const broken = new Uint8Array([...bytes(line(invoke)), 0x7b, 0xff, 0x7d, 0x0a]);
  expect(() => parseHistory(broken, 'h.ndjson')).toThrow('h.ndjson:2: it is not UTF-8');
});

test('whatever the bytes are, the answer is a history or an error that says where', () => {
  const spoilt = fc.tuple(histories, fc.nat(), fc.uint8Array({ maxLength: 6 })).map(([operations, at, noise]) => {
    const good = bytes(operations.map(line).join(''));
    const place = good.length === 0 ? 0 : at % good.length;
    return new Uint8Array([...good.subarray(0, place), ...noise, ...good.subarray(place + noise.length)]);
  });
  fc.assert(
    fc.property(fc.oneof(spoilt, fc.uint8Array({ maxLength: 60 })), (input) => {
      try {
        parseHistory(input, 'h.ndjson', { format: 'ndjson' });
      } catch (error) {
        expect(error).toBeInstanceOf(HistoryError);
        expect((error as HistoryError).message).toMatch(/^h\.ndjson:\d+: /);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('a torn last line of our own can be left out, and that is said', () => {
  const torn = bytes(`${line(invoke)}${line(ok).slice(0, -9)}`);
  const { history, droppedTail } = parseHistory(torn, 'h.ndjson', { tornTail: 'drop' });
  expect([history.length, droppedTail]).toEqual([1, true]);
});

test('a gzipped file is read like a plain one, and a missing one is an error', async () => {
  const path = join(folder, 'h.ndjson.gz');
  writeFileSync(path, gzipSync(line(invoke) + line(ok)));
  expect((await readHistory(path)).history.length).toBe(2);
  await expect(readHistory(join(folder, 'none'))).rejects.toMatchObject({ code: 'unreadable', exitCode: 64 });
});
