/** Levels of detail: every operation is told once, and no failure or unknown outcome is hidden by what is beside it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOutRow, type Scale } from '../../../../../harness/report/page/timeline/detail.js';
import { buildLanes, GROUPINGS, type Lanes, tallyOf } from '../../../../../harness/report/page/timeline/lanes.js';
import { LEAST_PX, segmentsOf } from '../../../../../harness/report/page/timeline/segments.js';
import { FAIL, INFO } from '../../../../../harness/report/payload/payload.js';
import { somePayload, someScale } from './payloads.js';

interface Told {
  readonly slots: readonly number[];
  readonly px: number | null;
}

function told(lanes: Lanes, row: number, scale: Scale): readonly Told[] {
  const all: Told[] = [];
  layOutRow(lanes, row, scale, {
    bar: (slot) => all.push({ slots: [slot], px: null }),
    column: (px, from, to) => all.push({ slots: Array.from({ length: to - from }, (_, index) => from + index), px }),
  });
  return all;
}

test('every operation that touches the window is told, exactly once', () => {
  fc.assert(
    fc.property(somePayload, someScale, fc.constantFrom(...GROUPINGS), (payload, scaleOf, grouping) => {
      const lanes = buildLanes(payload, grouping);
      const scale = scaleOf(payload.toNs);
      const pixelNs = (scale.toNs - scale.fromNs) / scale.widthPx;
      for (let row = 0; row < lanes.rowCount; row += 1) {
        const slots = told(lanes, row, scale).flatMap((each) => each.slots);
        expect(new Set(slots).size).toBe(slots.length);
        for (let slot = lanes.firstSlots[row]!; slot < lanes.firstSlots[row + 1]!; slot += 1) {
          const touches = lanes.endsNs[slot]! >= scale.fromNs && lanes.startsNs[slot]! <= scale.toNs;
          if (touches) expect(slots).toContain(slot);
          // Nothing else is, but for what begins in the pixel at the right edge.
          else if (slots.includes(slot)) expect(lanes.startsNs[slot]!).toBeLessThan(scale.toNs + pixelNs * 1.001);
        }
      }
    }),
  );
});

test('operations share a column only when they begin within its pixel and are over in less than three', () => {
  fc.assert(
    fc.property(somePayload, someScale, (payload, scaleOf) => {
      const lanes = buildLanes(payload, 'process');
      const scale = scaleOf(payload.toNs);
      const perNs = scale.widthPx / (scale.toNs - scale.fromNs);
      for (let row = 0; row < lanes.rowCount; row += 1) {
        for (const { px, slots } of told(lanes, row, scale)) {
          if (px === null) continue;
          expect(slots.length).toBeGreaterThan(1);
          for (const slot of slots) {
            const leftPx = (lanes.startsNs[slot]! - scale.fromNs) * perNs;
            if (leftPx >= 0) expect(Math.abs(leftPx - px - 0.5)).toBeLessThan(0.501);
            expect((lanes.endsNs[slot]! - lanes.startsNs[slot]!) * perNs).toBeLessThan(3);
          }
        }
      }
    }),
  );
});

test('a column counts what is in it, or of it what the filter lets through', () => {
  fc.assert(
    fc.property(somePayload, fc.boolean(), fc.integer({ min: 2, max: 5 }), (payload, filtered, nth) => {
      const lanes = buildLanes(payload, 'process');
      const { length } = payload.operations;
      const matching = filtered ? Uint8Array.from({ length }, (_, at) => (at % nth === 0 ? 1 : 0)) : null;
      const { all, fails, infos } = tallyOf(lanes, matching);
      const half = Math.floor(length / 2);
      const counted = (outcome: number | null): number =>
        [...lanes.places.subarray(half)].filter(
          (at) =>
            (matching === null || matching[at] === 1) &&
            (outcome === null || payload.operations.outcomes[at] === outcome),
        ).length;
      expect(all[length]! - all[half]!).toBe(counted(null));
      expect(fails[length]! - fails[half]!).toBe(counted(FAIL));
      expect(infos[length]! - infos[half]!).toBe(counted(INFO));
    }),
  );
});

test('one failure or one unknown outcome among a million is as high as can be seen', () => {
  const counts = fc.oneof(fc.constant(0), fc.nat({ max: 3 }), fc.nat({ max: 1_000_000 }));
  fc.assert(
    fc.property(counts, counts, counts, fc.integer({ min: 3 * LEAST_PX, max: 40 }), (oks, fails, infos, heightPx) => {
      fc.pre(oks + fails + infos > 0);
      const { okPx, failPx, infoPx } = segmentsOf(oks, fails, infos, heightPx);
      expect(okPx + failPx + infoPx).toBe(heightPx);
      for (const [count, px] of [
        [oks, okPx],
        [fails, failPx],
        [infos, infoPx],
      ] as const) {
        if (count > 0) expect(px).toBeGreaterThanOrEqual(LEAST_PX);
        else expect(px).toBe(0);
      }
    }),
  );
});
