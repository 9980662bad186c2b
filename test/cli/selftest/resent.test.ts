/** A request that is sent again is told from a goodbye, a sign of life, and what else a client says after its answer was lost. */
import { describe, expect, test } from 'vitest';
import { isSentAgain } from '../../../cli/selftest/resent.js';

const http = (path: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nHost: 127.0.0.1\r\n\r\n${body}`;
const put = (value: string): string => http('/v3/kv/put', `{"key":"${value}","value":"${value}"}`);
/** What a lock takes: a lease, and a key that it keeps alive. */
const acquire =
  http('/v3/lease/grant', '{"TTL":"2"}') +
  http(
    '/v3/kv/txn',
    '{"compare":[{"key":"bG9jay9zZWxmdGVzdA==","target":"CREATE","result":"EQUAL","create_revision":"0"}],"success":' +
      '[{"requestPut":{"key":"bG9jay9zZWxmdGVzdA==","value":"aGVsZA==","lease":"7587876543210987654"}}]}',
  );

function again(before: string, request: string, after: string): boolean {
  return isSentAgain({ before: Buffer.from(before), request: Buffer.from(request), after: Buffer.from(after) });
}

describe('sent again', () => {
  test.each([
    ['word for word', put('MTIzNDU2'), put('OTg3NjU0'), put('OTg3NjU0')],
    ['with another number', '', '{"id":2,"do":"generate-id"}', '{"id":1,"do":"generate-id"}'],
    [
      'packed in another way',
      'headers that were said before 12345678901234567890',
      'headers that were said before 98765432109876543210',
      'headers in full 98765432109876543210',
    ],
  ])('%s', (_title, before, request, after) => {
    expect(again(before, request, after)).toBe(true);
  });
});

describe('not sent again', () => {
  test.each([
    ['nothing', put('MTIzNDU2'), put('OTg3NjU0'), ''],
    ['a goodbye', put('MTIzNDU2'), put('OTg3NjU0'), '\u0001\u0000\u0000\u0000\u0001'],
    ['an introduction', 'user=me database=d', 'INSERT 987654321', 'user=me database=d'],
    ['a rollback', 'BEGIN INSERT 123456789 COMMIT', 'BEGIN INSERT 987654321 COMMIT', 'ROLLBACK'],
    ['a sign of life', '', acquire, http('/v3/lease/keepalive', '{"ID":"7587876543210987654"}')],
    ['the operation before it', put('MTIzNDU2'), put('OTg3NjU0'), 'MTIzNDU2'],
  ])('%s', (_title, before, request, after) => {
    expect(again(before, request, after)).toBe(false);
  });
});
