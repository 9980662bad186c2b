/** Recognising a format: by how the file begins, whatever it is called. */
import { expect, test } from 'vitest';
import { FORMAT_NAMES, formatOf } from '../../../../harness/history/formats/recognise.js';
import { bytes } from '../histories.js';

test.each([
  ['ndjson', '{"type":"invoke"}'],
  ['ndjson', '\n\n  { "type" : "invoke"}'],
  ['ndjson', '{}'],
  ['ndjson', '{'],
  ['ndjson', ''],
  ['ndjson', ' \n'],
  ['edn', '{:type :invoke}'],
  ['edn', '\n; a history\n;; of ours\n{:type :invoke}'],
  ['edn', '#jepsen.history.Op{:type :invoke}'],
  ['edn', '#_{} {:type :invoke}'],
  ['edn', '[{:type :invoke}]'],
  ['edn', '(\n#jepsen.history.Op{:type :invoke})'],
  ['edn', '[]'],
  ['edn', '{process 0}'],
  ['jepsen-log', 'INFO  jepsen.util - 0\t:invoke\t:read\tnil\n'],
  ['jepsen-log', '[main] INFO jepsen.core - begins\n# words\nINFO  jepsen.util - 0 :invoke :read nil'],
])('%s: %j', (format, text) => {
  expect(formatOf(bytes(text), 'history.txt').name).toBe(format);
});

test.each([
  ['a page of words', '# Title\n\nwords', '# Title'],
  ['a JSON array', '\n[{"type":"invoke"}]', '[{"type":"invoke"}]'],
  ['bytes', '\u0001\u0002 x', 'x'],
  ['a log without operations', 'INFO  jepsen.util - begins\n', 'INFO  jepsen.util - begins'],
])('%s is refused, with its first line and the formats that there are', (_, text, line) => {
  expect(() => formatOf(bytes(text), 'h.txt')).toThrow(
    expect.objectContaining({
      code: 'unknown-format',
      exitCode: 64,
      message: expect.stringContaining(`h.txt is no history in a format that we know; it begins with: ${line}`),
      hint: expect.stringMatching(/ndjson .*edn .*kv-text .*jepsen-log .*--format/),
    }),
  );
});

test('a format that is named is not looked for', () => {
  for (const name of FORMAT_NAMES.filter((known) => known !== 'auto')) {
    expect(formatOf(bytes('{"type":"invoke"}'), 'h', name).name).toBe(name);
  }
  expect(() => formatOf(bytes(''), 'h', 'xml')).toThrow('there is no format "xml" of histories');
});
