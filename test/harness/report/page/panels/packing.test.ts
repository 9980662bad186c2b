/** Faults that overlap do not share a lane. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wholeOf } from '../../../../../harness/report/fault-span.js';
import { packLanes } from '../../../../../harness/report/page/panels/packing.js';
import { span, TO_NS } from '../../fault-spans.js';

describe('lanes of faults', () => {
  test('hold every fault once, one kind each, and none that overlaps another while there are few', () => {
    const faults = fc.array(
      fc
        .tuple(fc.constantFrom('pause', 'kill'), fc.nat(80), fc.integer({ min: 2, max: 20 }))
        .map(([fault, injectNs, forNs]) => span(fault, injectNs, forNs)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(faults, (spans) => {
        const lanes = packLanes(spans, TO_NS);
        expect(lanes.flatMap((lane) => lane.spans)).toHaveLength(spans.length);
        expect(new Set(lanes.flatMap((lane) => lane.spans))).toEqual(new Set(spans));
        for (const lane of lanes) {
          expect(lane.spans.every(({ fault }) => fault === lane.kind)).toBe(true);
          for (const [at, each] of lane.spans.entries()) {
            const next = lane.spans[at + 1];
            if (next !== undefined) expect(next.injectNs).toBeGreaterThanOrEqual(wholeOf(each, TO_NS)[1]);
          }
        }
      }),
    );
  });

  test('are eight of a kind at most', () => {
    const many = Array.from({ length: 30 }, (_, at) => span('pause', at, 50));
    expect(packLanes(many, TO_NS)).toHaveLength(8);
  });
});
