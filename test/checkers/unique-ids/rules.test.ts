/** What the checkers of ids say of histories that are known by heart. */
import { expect, test } from 'vitest';
import { idOrder, uniqueIds } from '../../../checkers/unique-ids/index.js';
import { parseHistory } from '../../../harness/history/read.js';
import { testBudget } from '../linearizable/budget.js';

/** Ids as JSON, asked for one after the other by two processes in turn. */
function given(ids: readonly string[], isTimed = true): Uint8Array {
  const lines = ids.flatMap((id, at) => {
    const time = (event: number): string => (isTimed ? `"time":${event * 1e9},` : '');
    const rest = `"process":${at % 2},"f":"generate","value":`;
    return [`{${time(2 * at)}"type":"invoke",${rest}null}`, `{${time(2 * at + 1)}"type":"ok",${rest}${id}}`];
  });
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

const judge = async (checker: typeof uniqueIds, bytes: Uint8Array, keyed = false) =>
  checker.check(parseHistory(bytes, 'history.ndjson').history, { keyed, budget: testBudget() });

test('ids of 64 bits are not rounded', async () => {
  const close = ['9223372036854775806', '9223372036854775807'];
  expect(await judge(uniqueIds, given(close))).toMatchObject({ valid: true });
  expect(await judge(idOrder, given(close))).toMatchObject({ valid: true });
  expect(await judge(idOrder, given(close.toReversed()))).toMatchObject({ valid: false });
  expect(await judge(idOrder, given(['-3', '-2', '5', '10']))).toMatchObject({ valid: true });
  expect(await judge(idOrder, given(['-2', '-3']))).toMatchObject({ valid: false });
});

test('an id and the same one as a string are two', async () => {
  expect(await judge(uniqueIds, given(['7', '"7"', '[7]', '{"a":1,"b":2}']))).toMatchObject({ valid: true });
  expect(await judge(uniqueIds, given(['{"a":1,"b":2}', '{"b":2,"a":1}']))).toMatchObject({ valid: false });
});

test('a violation is told with both processes, moments and operations; the first ten of many', async () => {
  const { anomalies } = await judge(uniqueIds, given(['5', '6', '5']));
  expect(anomalies[0]).toMatchObject({ type: 'duplicate-id', operations: [4, 0], prefix: 6, time: 5e9 });
  expect(anomalies[0]?.explanation).toBe(
    'The id 5 was given out twice: to process 0 at 1.000 s (operation 0), and again to process 0 at 5.000 s (operation 4).',
  );
  const many = await judge(uniqueIds, given(Array.from({ length: 30 }, () => '1')));
  expect(many.anomalies.length).toBe(10);
  expect(many.details).toEqual({ given: 30, duplicates: 29 });
  const order = await judge(idOrder, given(['8', '5']));
  expect(order.anomalies[0]?.explanation).toContain(
    'The id 5 was given to process 1 (operation 2, asked for at 2.000 s), 1.0 s after process 0 had been given the greater id 8 (operation 0, answered at 1.000 s).',
  );
});

test('without times only one process is compared with itself', async () => {
  expect(await judge(idOrder, given(['8', '5'], false))).toMatchObject({ valid: 'unknown' });
  expect(await judge(idOrder, given(['8', '5', '7'], false))).toMatchObject({ valid: false });
  expect(await judge(uniqueIds, given(['8', '8'], false))).toMatchObject({ valid: false });
});

test('of keyed histories each key is judged apart', async () => {
  const bytes = given(['["a",1]', '["b",1]']);
  const keyed = new TextEncoder().encode(
    new TextDecoder().decode(bytes).replaceAll('"value":null', '"value":["a",null]').replaceAll('["b",1]', '["a",1]'),
  );
  expect(await judge(uniqueIds, keyed, true)).toMatchObject({ valid: false, anomalies: [{ key: '"a"' }] });
});

test('nothing to judge is unknown, and what is no id is refused with its place', async () => {
  const nothing = '{"type":"invoke","process":0,"f":"generate","value":null}\n';
  expect(await judge(uniqueIds, new TextEncoder().encode(nothing))).toMatchObject({ valid: 'unknown' });
  await expect(judge(uniqueIds, given(['null']))).rejects.toThrow('history.ndjson:2: generate is answered with an id');
  await expect(judge(idOrder, given(['1', '"a"']))).rejects.toThrow('history.ndjson:4');
  await expect(judge(idOrder, given(['"b"', '"aa"']))).rejects.toThrow('equally long');
  await expect(judge(idOrder, given(['1.5', '2']))).rejects.toThrow('whole numbers');
});
