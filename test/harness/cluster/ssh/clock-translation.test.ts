/** Clock lines in terms of another machine's clock: at every moment they show what was asked for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onMachine } from '../../../../harness/cluster/ssh/clock-translation.js';
import type { ClockLine } from '../../../../harness/contracts/trouble.js';

function offAt({ offsetNs, ratePpm, baseNs }: ClockLine, monotonicNs: number): number {
  return offsetNs + (ratePpm / 1e6) * (monotonicNs - baseNs);
}

test("at every moment the clock is off by as much as the controller's line says, whatever the machine's own clock reads", () => {
  const line = fc.record({
    offsetNs: fc.integer({ min: -1e12, max: 1e12 }),
    ratePpm: fc.integer({ min: -5e5, max: 1e6 }),
    baseNs: fc.integer({ min: 0, max: 1e13 }),
  });
  fc.assert(
    fc.property(
      line,
      line,
      fc.integer({ min: -1e13, max: 1e13 }),
      fc.integer({ min: 0, max: 1e12 }),
      (one, two, ahead, later) => {
        const told = onMachine({ clock: { realtime: one, monotonic: two } }, ahead).clock;
        for (const [asked, given] of [
          [one, told?.realtime],
          [two, told?.monotonic],
        ] as const) {
          if (given === undefined) throw new Error('the line is gone');
          const now = asked.baseNs + later;
          expect(offAt(given, now - ahead)).toBeCloseTo(offAt(asked, now), -3);
        }
      },
    ),
  );
});

test('what has no line is left as it is', () => {
  const strobe = { clock: { strobe: { offsetNs: 1, everyMs: 2 } }, paused: 'signal' } as const;
  expect(onMachine(strobe, 5)).toEqual(strobe);
  expect(onMachine({}, 5)).toEqual({});
});
