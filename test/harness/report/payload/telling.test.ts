/** Where a page has no room for every value, it has those that a reader will ask for, and every operation all the same. */
import { expect, test } from 'vitest';
import type { History } from '../../../../harness/contracts/history.js';
import { createRandom } from '../../../../harness/generator/index.js';
import { Recorder } from '../../../../harness/history/recorder.js';
import { decodePayload } from '../../../../harness/report/payload/decode.js';
import { encodePayload } from '../../../../harness/report/payload/encode.js';
import { gatherOperations } from '../../../../harness/report/payload/gather-operations.js';
import type { AnomalyMark, Payload } from '../../../../harness/report/payload/payload.js';

const OPERATIONS = 5_000;
const LONG = 'x'.repeat(100);

/** Transactions of three processes, each on one of eleven keys. */
function transactions(): History {
  const random = createRandom(1);
  const recorder = Recorder.create({ path: null, onError: () => {} });
  for (let number = 0; number < OPERATIONS; number += 1) {
    const value = [
      ['append', number % 11, random.integer(1_000_000)],
      ['r', number % 11, null],
    ];
    const at = recorder.invoke(number % 3, 'txn', value, number * 1e6, Number.NaN, 'n1');
    recorder.complete(at, 'ok', [...value, LONG], undefined, number * 1e6 + 5e5);
  }
  return recorder.toHistory();
}

function payloadOf(anomalies: readonly AnomalyMark[]): Payload {
  return {
    ...{
      fromNs: 0,
      toNs: OPERATIONS * 1e6,
      operations: gatherOperations(transactions(), false),
      faults: [],
      anomalies,
    },
    ...{ clocks: [], delays: [], suspicion: [], health: null, logs: { lines: [], leftOutBytes: 0 } },
  };
}

const anomaly = (operations: readonly number[]): AnomalyMark => ({
  ...{ number: 0, property: 'serializable', type: 'G1c', key: null, timeNs: null, operations },
});

test('the operations of an anomaly have their values whatever they take, and so have their neighbours', async () => {
  const payload = payloadOf([anomaly([4_000, 5_001])]);
  const { operations } = await decodePayload(encodePayload(payload, 1_000));
  expect(operations.length).toBe(OPERATIONS);
  const known = Array.from({ length: OPERATIONS }, (_, at) => at).filter((at) => operations.answered(at) !== null);
  // 4000 and 5001 are events; there are two to an operation.
  for (const at of [2_000, 2_500]) {
    for (const near of [at, at - 3, at + 3, at - 11, at + 11]) expect(known).toContain(near);
    expect(operations.answered(at)).toBe(payload.operations.answered(at));
  }
  expect(known.length).toBeLessThan(60);
  expect(operations.withValues).toBe(known.length);
});

test('with room for some values only, those nearest to the anomalies are told', async () => {
  const payload = payloadOf([anomaly([4_000])]);
  const whole = encodePayload(payload);
  const { operations } = await decodePayload(encodePayload(payload, Math.floor(whole.length * 0.5)));
  const known = Array.from({ length: OPERATIONS }, (_, at) => at).filter((at) => operations.asked(at) !== null);
  expect(known.length).toBeGreaterThan(500);
  expect(known.length).toBeLessThan(OPERATIONS);
  expect(known).toContain(2_000);
  expect(Math.max(...known.map((at) => Math.abs(at - 2_000)))).toBeLessThan(OPERATIONS / 2);
});

test('a page with room for all of them has all that are short', async () => {
  const { operations } = await decodePayload(encodePayload(payloadOf([])));
  expect(Array.from({ length: OPERATIONS }, (_, at) => operations.asked(at))).not.toContain(null);
  expect(operations.answered(17)).toBeNull();
  expect(operations.withValues).toBe(0);
});
