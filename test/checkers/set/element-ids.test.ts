/** Elements as small numbers: as many as there are different pairs of key and value, whatever they look like. */
import { expect, test } from 'vitest';
import { ElementIds } from '../../../checkers/set/element-ids.js';
import { ListScanner } from '../../../checkers/set/list-scanner.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test('the same value under another key is another element, for thousands of each', () => {
  const bytes = bytesOf(Array.from({ length: 3_000 }, (_, at) => `${at % 50}`.padEnd(2)).join(''));
  const ids = new ElementIds(bytes, true);
  const known = new Map<string, number>();
  for (let round = 0; round < 2; round += 1) {
    for (let at = 0; at < 3_000; at += 1) {
      const key = Math.floor(at / 7);
      const text = `${at % 50}`;
      const id = ids.id(key, 2 * at, 2 * at + text.length);
      const name = `${key} ${text}`;
      expect(id).toBe(known.get(name) ?? known.size);
      known.set(name, id);
      expect([ids.key(id), ids.value(id)]).toEqual([key, at % 50]);
    }
  }
  expect(ids.size).toBe(known.size);
});

test.each([
  ['[]', []],
  [' [ 1 , -2,3.5e1 ,"a,]b", [4, [5]], {"x": [6]}, null ] ', [1, -2, 35, 'a,]b', [4, [5]], { x: [6] }, null]],
])('the elements of %s are found', (text, elements) => {
  const bytes = bytesOf(text);
  const scanner = new ListScanner(bytes);
  expect(scanner.open(0, bytes.length)).toBe(true);
  const found: unknown[] = [];
  while (scanner.next()) found.push(JSON.parse(text.slice(scanner.elementStart, scanner.elementEnd)));
  expect(found).toEqual(elements);
  expect(scanner.open(bytes.length, bytes.length)).toBe(false);
});
