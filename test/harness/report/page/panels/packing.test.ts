/** Faults that overlap do not share a lane, and what was never in force has no window. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inForce, packLanes, verifiedOf, wholeOf } from '../../../../../harness/report/page/panels/packing.js';
import type { FaultSpan } from '../../../../../harness/report/payload/payload.js';

const TO_NS = 100;

function span(fault: string, injectNs: number, forNs: number, end: FaultSpan['end'] = 'healed'): FaultSpan {
  const over = end === 'healed';
  const never = end === 'skipped' || end === 'failed';
  return {
    ...{ id: `${fault}${injectNs}`, fault, victims: ['n1'], summary: '', injectNs, detail: null, end },
    verifiedNs: never ? null : injectNs + 1,
    healNs: over ? injectNs + forNs - 1 : null,
    healedNs: over ? injectNs + forNs : null,
  };
}

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

describe('a fault', () => {
  test('is in force between its proof and its healing', () => {
    const pause = span('pause', 10, 20);
    expect([10, 11, 29, 30].map((timeNs) => inForce([pause], timeNs, TO_NS).length)).toEqual([0, 1, 1, 0]);
  });

  test('lasts to the end of the run where nobody healed it', () => {
    expect(verifiedOf(span('kill', 10, 20, 'in force'), TO_NS)).toEqual([11, TO_NS]);
  });

  test.each(['skipped', 'failed'] as const)('that was %s was never in force', (end) => {
    expect(verifiedOf(span('kill', 10, 20, end), TO_NS)).toBeNull();
    expect(inForce([span('kill', 10, 20, end)], 10, TO_NS)).toEqual([]);
  });
});
