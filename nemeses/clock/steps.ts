/** Clocks that are wrong by a step: one jump, a leap second, each node another, or one node far off. */
import { z } from 'zod';
import { defineFault, type FaultContext, type FaultPlan, type Victims } from '../../harness/contracts/fault.js';
import { asksClients, victimsSchema } from '../victims.js';
import { CLOCK_LIMITS, CLOCK_MEASURED, clockPlan, DRAWN_VICTIMS, offsetClock, writeOffset } from './clocks.js';

const YEAR_MS = 365.25 * 24 * 3_600_000;
const SECOND_MS = 1_000;
/** Nanoseconds since 1970 must fit into 64 bits, whatever else is added. */
const OFFSET_YEARS_MAX = 30;

const offsetMs = z
  .number()
  .min(-OFFSET_YEARS_MAX * YEAR_MS)
  .max(OFFSET_YEARS_MAX * YEAR_MS)
  .refine((ms) => ms !== 0, 'offsetMs must not be 0');

/** The clock of each victim is off by the same. */
function stepPlan(
  { victims, offsetMs: ms }: { readonly victims: Victims; readonly offsetMs: number },
  context: FaultContext,
): FaultPlan | null {
  return clockPlan(victims, context, () => offsetClock(ms, context.monotonicNs), writeOffset(ms));
}

const jumpParameters = z.strictObject({
  victims: victimsSchema,
  offsetMs: offsetMs.default(60_000).describe('ms that the clock jumps, forward or (negative) backward'),
});

export const clockJump = defineFault<z.infer<typeof jumpParameters>>({
  name: 'clock-jump',
  family: 'clock',
  describe: 'sets clocks forward or back, and right again when it heals',
  measured: CLOCK_MEASURED,
  limits: CLOCK_LIMITS,
  needs: ['clock'],
  demands: {
    timing: 'partially-synchronous',
    because: 'a clock jumps, as a virtual machine that moves or a time server that corrects it makes it do',
  },
  parameters: jumpParameters,
  draw: (random) => {
    // From a few ms, where leases are measured, to days; evenly in the exponent.
    const size = Math.round(10 ** (1 + 7.5 * random.real()));
    return { victims: random.pick(DRAWN_VICTIMS), offsetMs: random.pick([-1, 1]) * size };
  },
  asksPrimaries: ({ victims }) => victims === 'primaries',
  asksClients,
  plan: stepPlan,
});

const leapParameters = z.strictObject({
  victims: victimsSchema.default('all'),
  second: z
    .enum(['repeated', 'skipped'])
    .default('repeated')
    .describe('repeated: as a positive leap second does; skipped: as a negative one'),
});

export const clockLeap = defineFault<z.infer<typeof leapParameters>>({
  name: 'clock-leap',
  family: 'clock',
  describe: 'a leap second: clocks show one second twice, or never, at a full second',
  measured: CLOCK_MEASURED,
  limits: CLOCK_LIMITS,
  needs: ['clock'],
  demands: { timing: 'partially-synchronous', because: 'a clock shows a second twice, or never' },
  parameters: leapParameters,
  draw: (random) => ({
    victims: random.pick(['all', 'all', 'one', 'minority']),
    second: random.pick(['repeated', 'repeated', 'skipped']),
  }),
  asksPrimaries: ({ victims }) => victims === 'primaries',
  asksClients,
  plan: ({ victims, second }, context) =>
    clockPlan(
      victims,
      context,
      () => ({
        ...offsetClock(second === 'repeated' ? -SECOND_MS : SECOND_MS, context.monotonicNs),
        atFullSecond: true,
      }),
      `a second ${second}`,
    ),
});

const skewParameters = z.strictObject({
  maxMs: z.number().min(1).max(YEAR_MS).default(5_000).describe('how far off, forward or back, a clock may be at most'),
});

export const clockSkew = defineFault<z.infer<typeof skewParameters>>({
  name: 'clock-skew',
  family: 'clock',
  describe: 'gives every node another time',
  measured: CLOCK_MEASURED,
  limits: CLOCK_LIMITS,
  needs: ['clock'],
  demands: { timing: 'partially-synchronous', because: 'no two clocks agree' },
  parameters: skewParameters,
  draw: (random) => ({ maxMs: random.pick([50, 500, 5_000, 60_000]) }),
  asksPrimaries: () => false,
  plan: ({ maxMs }, context) => {
    const { nodes, monotonicNs, random } = context;
    // As far apart as can be: one in the middle half of each of as many equal parts, in random order.
    const places = random.shuffle(nodes.map((_, index) => index));
    const offsets = places.map((place) => {
      const part = place + 0.25 + random.real() / 2;
      return Math.round(maxMs * ((2 * part) / nodes.length - 1)) || 1;
    });
    const plan = clockPlan('all', context, (index) => offsetClock(offsets[index] ?? 1, monotonicNs), '');
    const summary = nodes.map((node, index) => `${node} ${writeOffset(offsets[index] ?? 1)}`).join(', ');
    return plan === null ? null : { ...plan, summary };
  },
});

const outlierParameters = z.strictObject({
  victims: victimsSchema,
  offsetMs: offsetMs
    .default(3_600_000)
    .describe('ms that the clock of one node is off, forward or (negative) backward'),
});

export const clockOutlier = defineFault<z.infer<typeof outlierParameters>>({
  name: 'clock-outlier',
  family: 'clock',
  describe: 'sets the clock of one node far off, where those of the others agree',
  measured: CLOCK_MEASURED,
  limits: CLOCK_LIMITS,
  needs: ['clock'],
  demands: { timing: 'partially-synchronous', because: 'one clock is far off' },
  parameters: outlierParameters,
  draw: (random) => ({
    victims: random.pick(['one', 'primaries']),
    offsetMs: random.pick([-1, 1]) * random.pick([3_600_000, 86_400_000, YEAR_MS, 10 * YEAR_MS]),
  }),
  asksPrimaries: ({ victims }) => victims === 'primaries',
  asksClients,
  plan: stepPlan,
});
