/** Clocks that go on being wrong in another way: ones that run too fast or too slow, and ones that jump to and fro. */
import { z } from 'zod';
import { defineFault } from '../../harness/contracts/fault.js';
import { asksClients, victimsSchema } from '../victims.js';
import { CLOCK_LIMITS, CLOCK_MEASURED, clockPlan, DRAWN_VICTIMS, NS_PER_MS, writeOffset } from './clocks.js';

const driftParameters = z.strictObject({
  victims: victimsSchema,
  ppm: z
    .number()
    .min(-900_000)
    .max(3_000_000)
    .refine((ppm) => ppm !== 0, 'ppm must not be 0')
    .default(50_000)
    .describe('microseconds that the clock gains in a second, or (negative) loses: 1000000 is twice as fast'),
  monotonic: z.boolean().default(false).describe('drift CLOCK_MONOTONIC too'),
});

export const clockDrift = defineFault<z.infer<typeof driftParameters>>({
  name: 'clock-drift',
  family: 'clock',
  describe: 'lets clocks run too fast or too slow, smoothly, and sets them right when it heals',
  measured: `${CLOCK_MEASURED} It must be off by the rate times the time that has passed.`,
  limits: `${CLOCK_LIMITS} A monotonic clock that has gained stands still when it heals, until real time has caught up: it never runs backwards.`,
  needs: ['clock'],
  demands: { timing: 'partially-synchronous', because: 'the error of a clock grows beyond any bound' },
  parameters: driftParameters,
  draw: (random) => ({
    victims: random.pick(DRAWN_VICTIMS),
    ppm: random.pick([-1, 1]) * random.pick([500, 10_000, 100_000, 500_000]),
    monotonic: random.pick([false, false, true]),
  }),
  asksPrimaries: ({ victims }) => victims === 'primaries',
  asksClients,
  plan: ({ victims, ppm, monotonic }, context) => {
    const line = { offsetNs: 0, ratePpm: ppm, baseNs: context.monotonicNs };
    return clockPlan(
      victims,
      context,
      () => ({ realtime: line, ...(monotonic ? { monotonic: line } : {}) }),
      `${ppm > 0 ? '+' : ''}${ppm} ppm${monotonic ? ', monotonic too' : ''}`,
    );
  },
});

const strobeParameters = z.strictObject({
  victims: victimsSchema,
  offsetMs: z
    .number()
    .min(-3_600_000)
    .max(3_600_000)
    .refine((ms) => ms !== 0, 'offsetMs must not be 0')
    .default(500)
    .describe('ms that the clock jumps and jumps back'),
  everyMs: z.int().min(5).max(60_000).default(20).describe('ms from one jump to the next'),
});

export const clockStrobe = defineFault<z.infer<typeof strobeParameters>>({
  name: 'clock-strobe',
  family: 'clock',
  describe: 'lets clocks jump to and fro many times a second',
  measured: `${CLOCK_MEASURED} Asked many times in a row, it must show both times.`,
  limits: CLOCK_LIMITS,
  needs: ['clock'],
  demands: { timing: 'partially-synchronous', because: 'a clock jumps back and forth' },
  parameters: strobeParameters,
  draw: (random) => ({
    victims: random.pick(DRAWN_VICTIMS),
    offsetMs: random.pick([-1, 1]) * random.pick([10, 100, 500, 5_000]),
    everyMs: random.pick([5, 20, 200]),
  }),
  asksPrimaries: ({ victims }) => victims === 'primaries',
  asksClients,
  plan: ({ victims, offsetMs, everyMs }, context) =>
    clockPlan(
      victims,
      context,
      () => ({ strobe: { offsetNs: Math.round(offsetMs * NS_PER_MS), everyMs } }),
      `${writeOffset(offsetMs)} and back every ${everyMs} ms`,
    ),
});
