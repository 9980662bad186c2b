/** The statistics of a verdict as reports need them; the harness knows the checkers' output only by its shape. */
import { z } from 'zod';

const countsSchema = z.object({ ok: z.number(), fail: z.number(), info: z.number() });
const functionSchema = z.object({
  counts: countsSchema,
  latencyMs: z
    .object({
      p50: z.number(),
      p90: z.number(),
      p99: z.number(),
      /** Left out by older versions. */
      p999: z.number().optional(),
      max: z.number(),
    })
    .nullable(),
});

export const statisticsSchema = z.object({
  all: functionSchema,
  byFunction: z.record(z.string(), functionSchema),
  errors: z.array(z.object({ error: z.string(), count: z.number() })),
  byNode: z.record(z.string(), countsSchema),
  faults: z.array(
    z.object({
      id: z.string(),
      fault: z.string(),
      victims: z.array(z.string()),
      startNs: z.number(),
      endNs: z.number(),
      counts: countsSchema,
    }),
  ),
  /** Properties that nobody looked at, and why. */
  notJudged: z.array(z.object({ property: z.string(), why: z.string() })).default([]),
  /** What was measured of every run's liveness, by property. */
  liveness: z.record(z.string(), z.unknown()).default({}),
  durationMs: z.number(),
  rate: z.number(),
});

export type ReportStatistics = z.infer<typeof statisticsSchema>;
export type ReportCounts = z.infer<typeof countsSchema>;

/** How a run recovered: what happened after each moment at which the last fault had healed. */
const recoverySchema = z.object({
  baselineRate: z.number().nullish(),
  reason: z.string().optional(),
  heals: z.array(
    z.object({
      faults: z.array(z.string()),
      atMs: z.number(),
      observedMs: z.number(),
      requests: z.number(),
      firstSuccessMs: z.number().nullable(),
      rateBackMs: z.number().nullable(),
    }),
  ),
});

/** How available it was in each phase. */
const availabilitySchema = z.object({
  objective: z.string(),
  reason: z.string().optional(),
  phases: z.array(
    z.object({
      faults: z.array(z.string()),
      nodes: z.array(z.string()).optional(),
      fromMs: z.number(),
      toMs: z.number(),
      requests: z.number(),
      share: z.number(),
      longestGapMs: z.number(),
    }),
  ),
});

export interface Liveness {
  readonly recovery: z.infer<typeof recoverySchema> | null;
  readonly availability: z.infer<typeof availabilitySchema> | null;
  /** Why one of them says nothing, where it says why. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** Null when there are none, or none that we understand: a report does without then. */
export function readStatistics(value: unknown): ReportStatistics | null {
  const parsed = statisticsSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Each part null when it is not there, or of a shape that we do not understand. */
export function readLiveness({ liveness }: ReportStatistics): Liveness {
  const recovery = recoverySchema.safeParse(liveness['recovery']);
  const availability = availabilitySchema.safeParse(liveness['availability']);
  const reasons = Object.entries(liveness).flatMap(([name, part]) => {
    const parsed = z.object({ reason: z.string() }).safeParse(part);
    return parsed.success ? [[name, parsed.data.reason] as const] : [];
  });
  return {
    recovery: recovery.success ? recovery.data : null,
    availability: availability.success ? availability.data : null,
    reasons: Object.fromEntries(reasons),
  };
}
