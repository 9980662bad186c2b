/** Ways from one operation to another. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placesOf } from '../../../../../harness/report/page/search/places.js';
import { hitRow } from '../../../../../harness/report/page/timeline/hits.js';
import { buildLanes, GROUPINGS } from '../../../../../harness/report/page/timeline/lanes.js';
import {
  acrossRows,
  alongLane,
  breakingOperations,
  neighboursOf,
  nextBreaking,
} from '../../../../../harness/report/page/timeline/steps.js';
import { FAIL, INFO } from '../../../../../harness/report/payload/payload.js';
import { anomaly, operation, payloadOf, somePayload } from './payloads.js';

test('whoever goes along a lane sees all of it, and comes back the same way', () => {
  fc.assert(
    fc.property(somePayload, fc.constantFrom(...GROUPINGS), (payload, grouping) => {
      const lanes = buildLanes(payload, grouping);
      const laneOf = (at: number): number => lanes.laneOfRow[lanes.rowOf[at]!]!;
      const first = payload.operations.length - 1;
      const seen = new Set<number>();
      let start = first;
      for (let at: number | null = first; at !== null; at = alongLane(lanes, at, -1)) start = at;
      for (let at: number | null = start; at !== null; at = alongLane(lanes, at, 1)) seen.add(at);
      const all = Array.from({ length: payload.operations.length }, (_, at) => at).filter(
        (at) => laneOf(at) === laneOf(first),
      );
      expect([...seen].sort((left, right) => left - right)).toEqual(all);
    }),
  );
});

test('neighbours are of the same process and of the same key, with none between', () => {
  fc.assert(
    fc.property(somePayload, fc.nat(), (payload, number) => {
      const { operations } = payload;
      const at = number % operations.length;
      const { onProcess, onKey } = neighboursOf(operations, at);
      const same = Array.from({ length: operations.length }, (_, other) => other).filter(
        (other) => operations.processes[other] === operations.processes[at],
      );
      const place = same.indexOf(at);
      expect(onProcess).toEqual([same[place - 1] ?? null, same[place + 1] ?? null]);
      for (const other of onKey ?? []) if (other !== null) expect(operations.keys[other]).toBe(operations.keys[at]);
    }),
  );
});

test('to the lane below and back up stays near in time', () => {
  const made = [0, 1, 2].flatMap((process) =>
    [0, 100, 200].map((at) => ({ ...operation, process, startNs: at + process, endNs: at + 50 })),
  );
  const payload = payloadOf(made);
  const lanes = buildLanes(payload, 'process');
  const processOf = (at: number | null): number | undefined =>
    at === null ? undefined : payload.operations.processes[at];
  const below = acrossRows(lanes, 3, 1);
  expect(processOf(below)).toBe(1);
  expect(payload.operations.startsNs[below ?? 0]).toBe(101);
  expect(acrossRows(lanes, below ?? 0, -1)).toBe(3);
  expect(acrossRows(lanes, 3, -1)).toBeNull();
});

test('violations are gone through in the order of time, round the end', () => {
  const made = [0, 1, 2, 3].map((number) => ({
    ...operation,
    process: number,
    startNs: number * 10,
    endNs: number * 10 + 5,
  }));
  const payload = payloadOf(made, {
    anomalies: [anomaly('late', [6, 0]), anomaly('early', [2]), anomaly('gone', [99])],
  });
  const breaking = breakingOperations(payload, placesOf(payload.operations));
  expect(breaking).toEqual([1, 3]);
  const next = (selected: number | null, timeNs: number, step: 1 | -1): number | null =>
    nextBreaking(breaking, payload.operations, { selected, timeNs }, step);
  expect(next(null, 0, 1)).toBe(1);
  expect(next(1, 10, 1)).toBe(3);
  expect(next(3, 30, 1)).toBe(1);
  expect(next(1, 10, -1)).toBe(3);
  expect(next(2, 20, -1)).toBe(1);
  expect(nextBreaking([], payload.operations, { selected: null, timeNs: 0 }, 1)).toBeNull();
});

test('a pointer among many finds the worst of them, and beside a bar that bar', () => {
  const outcomes = [0, 0, FAIL, 0, INFO, 0];
  const made = outcomes.map((outcome, number) => ({
    ...operation,
    startNs: number * 1e3,
    endNs: number * 1e3 + 500,
    outcome,
    process: 0,
  }));
  const payload = payloadOf([...made, { ...operation, startNs: 5e9, endNs: 6e9 }]);
  const lanes = buildLanes(payload, 'process');
  const scale = { fromNs: 0, toNs: 10e9, widthPx: 1_000 };
  const none = new Uint8Array(payload.operations.length);
  expect(hitRow(lanes, 0, scale, 1, none)).toEqual({ at: 4, fromSlot: 0, toSlot: 6 });
  const marked = none.slice();
  marked[3] = 1;
  expect(hitRow(lanes, 0, scale, 1, marked)?.at).toBe(3);
  expect(hitRow(lanes, 0, scale, 550, none)).toEqual({ at: 6, fromSlot: 6, toSlot: 7 });
  expect(hitRow(lanes, 0, scale, 300, none)).toBeNull();
});
