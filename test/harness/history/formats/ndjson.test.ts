/** Reading NDJSON: every well-formed line is an event, every other one an error with file and line. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHistory } from '../../../../harness/history/read.js';
import { bytes, histories, ndjsonLine as line, operationsOf, parser } from '../histories.js';

const parse = parser('h.ndjson', { format: 'ndjson' });
const invoke = { type: 'invoke', process: 0, f: 'write', value: 1 };
const ok = { type: 'ok', process: 0, f: 'write', value: 1 };

test('what was written is read back, value by value, and paired', () => {
  fc.assert(
    fc.property(histories, (operations) => {
      const { history } = parse(operations.map(line).join(''));
      expect(operationsOf(history)).toEqual(JSON.parse(JSON.stringify(operations)));
      for (const [index, { process }] of operations.entries()) {
        expect(history.partners[index]).toBe(process === 'nemesis' ? -1 : index ^ 1);
      }
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

test('whatever is malformed is quoted', () => {
  expect(() => parse(`${line(invoke)}{"type":"okay","process":1,"f":"x"}`)).toThrow(
    'h.ndjson:2: "type" is "okay"; it must be invoke, ok, fail or info (column 9: "okay","process":1,"f":"x"})',
  );
  expect(() => parse('\n{"process":0}')).toThrow('h.ndjson:2: "type" is missing (column 1: {"process":0})');
  expect(() => parse('{"type":')).toThrow('a value should be (column 9, after {"type":)');
  expect(() => parse(line(invoke) + line(invoke))).toThrow('is still open: {"type":"invoke","process":0,"f":"write"');
});

test('a value nested absurdly deep is an error and no crash', () => {
  expect(() => parse(`{"value":${'['.repeat(100_000)}\n`)).toThrow('nested more than');
});

test('more functions than the columns can tell apart are an error', () => {
  const text = Array.from({ length: 65_537 }, (_, index) => line({ type: 'invoke', process: index, f: `f${index}` }));
  expect(parse(text.slice(1).join('')).history.length).toBe(65_536);
  expect(() => parse(text.join(''))).toThrow('h.ndjson:65537: "f" has more than 65536 different values');
});

test('what is not UTF-8 is an error', () => {
  const broken = new Uint8Array([...bytes(line(invoke)), 0x7b, 0xff, 0x7d, 0x0a]);
  expect(() => parseHistory(broken, 'h.ndjson')).toThrow('h.ndjson:2: it is not UTF-8');
});
