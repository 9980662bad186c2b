/** Reading EDN: Jepsen's histories in every shape that it writes them, and errors with file and line. */
import { expect, test } from 'vitest';
import { operationsOf, parser } from '../histories.js';

const parse = parser('h.edn', { format: 'edn' });
const value = (form: string): unknown =>
  parse(`{:type :invoke, :process 0, :f :write, :value ${form}}`).history.value(0);

const jepsen = [
  '{:process 0, :type :invoke, :f :write, :value 1, :time 10, :index 0}',
  '{:process :nemesis, :type :info, :f :start-partition, :value {"n1" #{"n2" "n3"}}, :time 15, :index 1}',
  '{:process 0, :type :info, :f :write, :value 1, :error [:timeout "n1"], :node "n1", :time 20, :index 2}',
];
const read = [
  { index: 0, time: 10, type: 'invoke', process: 0, f: 'write', value: 1 },
  { index: 1, time: 15, type: 'info', process: 'nemesis', f: 'start-partition', value: { n1: ['n2', 'n3'] } },
  { index: 2, time: 20, type: 'info', process: 0, f: 'write', value: 1, error: '["timeout","n1"]', node: 'n1' },
];

test.each([
  ['one operation a line', jepsen.join('\n')],
  ['a vector', `[${jepsen.join(' ')}]`],
  ['a list, its operations tagged', `(${jepsen.map((map) => `#jepsen.history.Op${map}`).join('\n ')})\n`],
  ['a tagged vector', `#jepsen.history/Dense [${jepsen.map((map) => `#jepsen.history.Op ${map}`).join()}]`],
  [
    'comments, discards and newlines everywhere',
    `; a history\n#_{:type 1}\n${jepsen.join('\n;{\n').replaceAll(', ', '\n#_ :x, ')}`,
  ],
  ['keys that nobody knows', jepsen.map((map) => map.replace('{', '{:op/id #uuid "x", 7 [8], "s" nil, ')).join('')],
])('%s is the same history', (_, text) => {
  const { history, hasTimes } = parse(text);
  expect(operationsOf(history)).toEqual(read);
  expect(Array.from(history.partners.subarray(0, 3))).toEqual([2, -1, 0]);
  expect(hasTimes).toBe(true);
});

test.each([
  ['nil', null],
  ['true', true],
  ['false', false],
  ['nilly', 'nilly'],
  ['0', 0],
  ['-7', -7],
  ['+7', 7],
  ['42N', 42],
  ['1.50M', 1.5],
  ['7M', 7],
  ['-1.5e-3', -0.0015],
  ['2.', 2],
  ['1/3', '1/3'],
  ['##NaN', 'NaN'],
  ['##-Inf', '-Inf'],
  ['"a\\n\\"\\\\\\u00e9\\101 λ"', 'a\n"\\éA λ'],
  ['"two\nlines\tand\u0001"', 'two\nlines\tand\u0001'],
  ['\\a', 'a'],
  ['\\newline', '\n'],
  ['\\u03bb', 'λ'],
  ['\\o101', 'A'],
  ['[\\λ\\(\\,]', ['λ', '(', ',']],
  [':key', 'key'],
  [':a.b/c', 'a.b/c'],
  [':1', '1'],
  ['a.b/c?', 'a.b/c?'],
  ['-', '-'],
  ['[]', []],
  ['()', []],
  ['#{}', []],
  ['{}', {}],
  ['[1,2 (3)#{4}[5]]', [1, 2, [3], [4], [5]]],
  ['{:a 1, "b" {c nil}, 3 4, [5 :x] 6, nil 7}', { a: 1, b: { c: null }, '3': 4, '[5,"x"]': 6, null: 7 }],
  ['#inst "2026-11-20T19:40:00Z"', '2026-11-20T19:40:00Z'],
  ['#my.own/Tag #other [1]', [1]],
  ['[1 #_ 2 #_ #_ 3 4 #_[5 #_ 6 {:a 7}] 8]', [1, 8]],
  ['[1 ; two ]\n 3]', [1, 3]],
  [
    '[[:append 1 2] [:r 1 nil]]',
    [
      ['append', 1, 2],
      ['r', 1, null],
    ],
  ],
])('%s is read', (form, expected) => {
  expect(value(form)).toEqual(expected);
});

test('whole numbers keep every digit', () => {
  const { history } = parse('{:type :invoke, :process 0, :f :w, :value 123456789012345678901234567890N}');
  const text = Buffer.from(history.valueBytes.subarray(history.valueStarts[0], history.valueEnds[0])).toString();
  expect(text).toBe('123456789012345678901234567890');
});

test('a :key stands before the value, wherever it is in the map', () => {
  const { history } = parse(`
    {:process 0, :type :invoke, :f :get, :key "7", :value nil}
    {:value "x", :key "7", :process 0, :type :ok, :f :get}
    {:process 0, :type :invoke, :f :get, :key :k}`);
  expect([0, 1, 2].map((index) => history.value(index))).toEqual([
    ['7', null],
    ['7', 'x'],
    ['k', null],
  ]);
  expect(history.describeOrigin(2)).toBe('h.edn:4');
});

test('the line of an operation is where it begins, whatever stands before it', () => {
  const { history } = parse('; \n\n#_ [\n]\n{:process 0, :type :invoke, :x "a\nb"\n, :f :r}');
  expect(history.describeOrigin(0)).toBe('h.edn:5');
  const two = parse('{:process 0, :x "a\n\nb" :type :invoke\n, :f :r}\n {:process 1, :type :invoke, :f :r}').history;
  expect([two.describeOrigin(0), two.describeOrigin(1)]).toEqual(['h.edn:1', 'h.edn:5']);
});

const good = '{:type :invoke, :process 0, :f :read}\n';

test.each([
  ['an unknown type', '{:type :okay, :process 0, :f :r}', 'h.edn:2: "type" is "okay"; it must be'],
  ['no type', '{:process 0, :f :r}', 'h.edn:2: "type" is missing (column 1: {:process 0, :f :r})'],
  ['no f', '{:type :invoke, :process 1}', 'h.edn:2: "f" is missing (column 1: {:type'],
  ['an f of another kind', '{:type :invoke, :process 1, :f 7}', 'h.edn:2: "f" is not a string (column 32: 7})'],
  ['half a process', '{:type :ok, :process 1.5, :f :r}', 'h.edn:2: "process" is not a whole number (column 22: 1.5,'],
  ['another process', '{:type :ok, :process :me, :f :r}', '"process" is neither a number nor "nemesis"'],
  ['a time of another kind', '{:type :ok, :process 0, :f :r, :time :now}', 'h.edn:2: "time" is not a number'],
  ['a key twice', '{:type :ok, :type :ok}', 'h.edn:2: "type" stands there twice (column 13: :type :ok})'],
  ['a value twice', '{:value 1 :value 2}', 'h.edn:2: ":value" stands there twice (column 11:'],
  ['a key without a value', '{:type :ok :f}', 'h.edn:2: a key without a value (column 12: :f})'],
  [
    'a bracket that is never closed',
    '{:value [1\n2}',
    'h.edn:3: expected "]" to close what was opened before (column 2: })',
  ],
  ['the end inside a bracket', '{:value\n[1\n2', 'h.edn:3: the bracket that opens here is never closed (column 1: [1)'],
  ['the end inside a map', '{:type :ok', 'h.edn:2: the bracket that opens here is never closed (column 1: {:type :ok)'],
  ['a map that was not closed', '{:type :ok\n{:type :ok}', 'h.edn:3: expected a key such as :type, or "}" (column 1:'],
  ['a bracket too many', '{}}', 'h.edn:2: "type" is missing'],
  ['something after letters of two bytes', '{:é λ :value 1x}', 'h.edn:2: a number that is none (column 14: 1x})'],
  ['a bracket that closes nothing', ')', 'h.edn:2: expected an operation, {:type …} (column 1: ))'],
  ['something else than a map', ':ok', 'h.edn:2: expected an operation, {:type …} (column 1: :ok)'],
  ['a list of lists', '[[{:type :ok}]]', 'h.edn:2: expected an operation'],
  ['a number that is none', '{:value 12x}', 'h.edn:2: a number that is none (column 9: 12x})'],
  ['a number that begins with 0', '{:value 012}', 'h.edn:2: a number that is none'],
  ['a string that does not end', '{:value "x}', 'h.edn:2: a string that does not end (column 9: "x})'],
  ['an unknown escape', '{:value "\\q"}', 'h.edn:2: an unknown escape in a string (column 10:'],
  ['an unknown character', '{:value \\nl}', 'h.edn:2: an unknown character (column 9: \\nl})'],
  ['a colon alone', '{:value :}', 'h.edn:2: a keyword without a name'],
  ['a hash alone', '{:value # }', 'h.edn:2: expected a set, a tag or #_'],
  ['a tag of nothing', '{:value #x}', 'h.edn:2: expected a form (column 11: })'],
  ['a quote', "{:value 'x}", "h.edn:2: expected a form (column 9: 'x})"],
  ['a control character', '{:value \u0001}', 'h.edn:2: expected a form (column 9: ?})'],
  ['a discard of nothing', '{:value [#_]}', 'h.edn:2: expected a form (column 12: ]})'],
  [
    'a completion of nothing',
    '{:type :ok, :process 1, :f :r}',
    'h.edn:2: process 1 completes what it never invoked: {:type',
  ],
  ['two open operations', good, 'h.edn:2: process 0 invokes while its operation 0 is still open: {:type'],
  ['another completion', '{:type :ok, :process 0, :f :w}', 'h.edn:2: process 0 invoked "read" and completes "w"'],
])('%s is an error that says where', (_, text, message) => {
  expect(() => parse(good + text)).toThrow(message);
});

test.each(['[', '{', '#{', '#x ', '#_', '#_[', '{:a '])('%s nested absurdly deep is an error and no crash', (open) => {
  expect(() => parse(`${good}{:value ${open.repeat(100_000)}`)).toThrow('h.edn:2: forms nested more than 512 deep');
});
