/** The statistics of a verdict as reports need them; the harness knows the checkers' output only by its shape. */
import { z } from 'zod';

const countsSchema = z.object({ ok: z.number(), fail: z.number(), info: z.number() });
const functionSchema = z.object({
  counts: countsSchema,
  latencyMs: z.object({ p50: z.number(), p90: z.number(), p99: z.number(), max: z.number() }).nullable(),
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
  durationMs: z.number(),
  rate: z.number(),
});

export type ReportStatistics = z.infer<typeof statisticsSchema>;

/** Null when there are none, or none that we understand: a report does without then. */
export function readStatistics(value: unknown): ReportStatistics | null {
  const parsed = statisticsSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
