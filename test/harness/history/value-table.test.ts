/** Values as small numbers: equal JSON has an equal id, other JSON another. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ValueTable } from '../../../harness/history/value-table.js';

/** The ids of texts that stand one after the other in a history's bytes. */
function idsOf(texts: readonly string[]): readonly number[] {
  const bytes = Buffer.from(texts.join(' '));
  const table = new ValueTable(bytes);
  let start = 0;
  return texts.map((text) => {
    const end = start + Buffer.byteLength(text);
    const id = table.id(start, end);
    start = end + 1;
    return id;
  });
}

test('the same value has the same id, however it is written', () => {
  expect(
    idsOf(['1', '1.0', '1e0', '"a"', '"\\u0061"', '{"a":1,"b":2}', '{ "b": 2, "a": 1 }', 'null', '-0', '0']),
  ).toEqual([...[0, 0, 0, 1, 1, 2, 2, 3, 4, 4]]);
});

test('whole numbers that are too long to be parsed exactly stay apart', () => {
  expect(idsOf(['9007199254740993', '9007199254740992', '-9007199254740993', '9007199254740993'])).toEqual([
    0, 1, 2, 0,
  ]);
});

test('other values have other ids, as many as there are', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 30 }), (values) => {
      const texts = values.map((value) => JSON.stringify(value));
      const ids = idsOf(texts);
      // Objects with the same members in another order are equal, which their texts do not show.
      const canonical = values.map((value) => JSON.stringify(sorted(value)));
      for (const [at, id] of ids.entries()) expect(canonical[at] === canonical[ids.indexOf(id)]).toBe(true);
      expect(new Set(ids).size).toBe(new Set(canonical).size);
    }),
  );
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, part]): [string, unknown] => [key, sorted(part)])
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}
