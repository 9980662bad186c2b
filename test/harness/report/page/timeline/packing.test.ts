/** Rows of the timeline: nothing overlaps, and a thousand processes do not make a thousand rows. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildLanes, GROUPINGS, type Grouping } from '../../../../../harness/report/page/timeline/lanes.js';
import { INFO, type Payload } from '../../../../../harness/report/payload/payload.js';
import { type Made, operation, payloadOf, somePayload } from './payloads.js';

test.each(GROUPINGS)('no operation overlaps another in its row, by %s', (grouping) => {
  fc.assert(
    fc.property(somePayload, (payload) => {
      const { startsNs, endsNs, firstSlots, rowCount } = buildLanes(payload, grouping);
      for (let row = 0; row < rowCount; row += 1) {
        for (let slot = firstSlots[row]! + 1; slot < firstSlots[row + 1]!; slot += 1) {
          expect(startsNs[slot]).toBeGreaterThanOrEqual(endsNs[slot - 1]!);
        }
      }
    }),
  );
});

test.each(GROUPINGS)('every operation stands in one slot, and both ways lead there, by %s', (grouping) => {
  fc.assert(
    fc.property(somePayload, (payload) => {
      const { places, slotOf, rowOf, firstSlots, startsNs } = buildLanes(payload, grouping);
      expect(new Set(places).size).toBe(payload.operations.length);
      places.forEach((at, slot) => {
        expect(slotOf[at]).toBe(slot);
        expect(startsNs[slot]).toBe(payload.operations.startsNs[at]);
        expect(slot).toBeGreaterThanOrEqual(firstSlots[rowOf[at]!]!);
        expect(slot).toBeLessThan(firstSlots[rowOf[at]! + 1]!);
      });
    }),
  );
});

test('processes that were alive at the same time never share a row', () => {
  fc.assert(
    fc.property(somePayload, (payload) => {
      const { rowOf } = buildLanes(payload, 'process');
      const lives = livesOf(payload);
      for (const [process, one] of lives) {
        for (const [other, two] of lives) {
          const apart = one.toNs <= two.fromNs || two.toNs <= one.fromNs;
          if (process < other && !apart) expect(rowOf[one.first]).not.toBe(rowOf[two.first]);
        }
      }
    }),
  );
});

test('a process that ended unknown is followed by the next of its thread in the same row', () => {
  const made: Made[] = Array.from({ length: 900 }, (_, number) => {
    const [thread, round] = [number % 3, Math.floor(number / 3)];
    const startNs = round * 10 + thread;
    return { ...operation, process: thread + 3 * round, startNs, endNs: startNs + 9, outcome: INFO };
  });
  const { rowCount, rowOf } = buildLanes(payloadOf(made), 'process');
  expect(rowCount).toBe(3);
  expect([...rowOf]).toEqual(made.map(({ process }) => process % 3));
});

test('a history in which a process does two things at once still overlaps nowhere', () => {
  const made = [0, 10, 20].map((startNs) => ({ ...operation, startNs, endNs: startNs + 15 }));
  const { lanes, rowOf } = buildLanes(payloadOf(made), 'process');
  expect(lanes).toEqual([{ name: '0', firstRow: 0, rows: 2 }]);
  expect([...rowOf]).toEqual([0, 1, 0]);
});

test('lanes are named in the order in which people count, what has no name comes last', () => {
  const nodes = ['n10', null, 'n2', 'n1'];
  const made = nodes.map((node, number) => ({ ...operation, process: number, startNs: number, node }));
  const named = (grouping: Grouping): string[] => buildLanes(payloadOf(made), grouping).lanes.map(({ name }) => name);
  expect(named('node')).toEqual(['n1', 'n2', 'n10', 'no node']);
  expect(named('key')).toEqual(['no key, or several']);
});

function livesOf({ operations }: Payload) {
  const lives = new Map<number, { first: number; fromNs: number; toNs: number }>();
  for (let at = 0; at < operations.length; at += 1) {
    const endNs = operations.endsNs[at]!;
    const toNs = Number.isNaN(endNs) ? Number.POSITIVE_INFINITY : endNs;
    const life = lives.get(operations.processes[at]!);
    if (life === undefined) lives.set(operations.processes[at]!, { first: at, fromNs: operations.startsNs[at]!, toNs });
    else life.toNs = Math.max(life.toNs, toNs);
  }
  return lives;
}
