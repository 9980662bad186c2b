/** What a program says is an answer, none of our business, or a violation: never something in between. */
import { expect, test } from 'vitest';
import { readAnswer } from '../../../harness/clients/protocol.js';
import { blocksOf } from '../../cli/documents.js';

test.each([
  '{"id":1,"type":"ok","value":[1,null]}',
  '{"id":1,"type":"fail","error":"why","more":1}',
  '{"id":1,"type":"info"}',
  '{"type":"ok","version":1,"interfaces":["register"],"id":7}',
])('%s is an answer', (line) => {
  expect(readAnswer(line)).toEqual({ kind: 'answer', answer: JSON.parse(line) });
});

test.each(['', 'starting up', '7', 'null', '[{"id":1}]', '{"level":"info"}', '{"id":1,"type":"ok"'])(
  '%s is nothing that we asked for',
  (line) => {
    expect(readAnswer(line)).toEqual({ kind: 'unknown' });
  },
);

test.each([
  ['{"id":"1","type":"ok"}', 'its id is no whole number'],
  ['{"id":1.5,"type":"ok"}', 'its id is no whole number'],
  ['{"id":1}', "its type is none of 'ok', 'fail' and 'info'"],
  ['{"id":1,"type":"OK"}', "its type is none of 'ok', 'fail' and 'info'"],
  ['{"id":1,"type":"info","error":5}', 'its error is no text'],
  ['{"id":1,"type":"ok","version":"1"}', 'its version is no number'],
  ['{"id":1,"type":"ok","interfaces":"register"}', 'its interfaces are no list of names'],
  ['{"id":1,"type":"ok","interfaces":[1]}', 'its interfaces are no list of names'],
])('%s is a violation', (line, complaint) => {
  expect(readAnswer(line)).toEqual({ kind: 'violation', complaint });
});

test('the exchange in docs/client-protocol.md is one: each request is answered once, in words of the protocol', () => {
  const exchange = blocksOf('client-protocol.md', '').find((block) => block.startsWith('→')) ?? '';
  const lines = exchange.trim().split('\n');
  const asked = lines.filter((line) => line.startsWith('→')).map((line) => JSON.parse(line.slice(1)));
  const answers = lines.filter((line) => line.startsWith('←')).map((line) => readAnswer(line.slice(1).trim()));
  expect(asked.map(({ type }) => type)).toEqual(['hello', 'open', 'invoke', 'invoke', 'invoke', 'close']);
  expect(answers.map((read) => (read.kind === 'answer' ? read.answer.id : read))).toEqual(asked.map(({ id }) => id));
  expect(asked.every(({ type, target }) => target === (['hello', 'open'].includes(type) ? 'etcd' : undefined))).toBe(
    true,
  );
});
