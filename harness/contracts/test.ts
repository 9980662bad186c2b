/** `Test`: every choice of a run as one value that serialises to test.json and can be run again. */
import { z } from 'zod';

export const scheduledFaultSchema = z.strictObject({
  id: z.string().min(1),
  fault: z.string().min(1),
  parameters: z.record(z.string(), z.unknown()),
  when: z.strictObject({ atMs: z.number().min(0) }),
  durationMs: z.number().min(0),
  seed: z.int().min(0),
});

export const judgeSchema = z.strictObject({ property: z.string().min(1), level: z.string().min(1).optional() });

/** What a schedule was drawn from, all of it resolved: a swarm's choices are spelled out. Durations are ms. */
export const drawnSchema = z.strictObject({
  /** As after --faults: a fault, with fixed parameters or without, or several that come at the same moment. */
  entries: z.array(z.string()),
  mix: z.enum(['in-turn', 'together']),
  spacing: z.enum(['even', 'uneven']),
  intervalMs: z.number().min(1),
  /** Of every fault; left out where it is a share of the interval. */
  durationMs: z.strictObject({ min: z.number().min(0), max: z.number().min(0) }).optional(),
  durationShare: z.number().min(0).max(1).optional(),
  quietMs: z.number().min(0).optional(),
});

/** The shape of test.json. Durations are ms, rates per second. */
export const testSchema = z.strictObject({
  /** Version of this shape. */
  version: z.literal(1),
  /** Name of the test and of its folder under results/. */
  name: z.string().min(1),
  /** When it began, ISO 8601. */
  startedAt: z.string(),
  seed: z.int().min(0),
  target: z.string().min(1),
  targetOptions: z.record(z.string(), z.unknown()),
  workload: z.string().min(1),
  workloadOptions: z.record(z.string(), z.unknown()),
  keyed: z.boolean(),
  /** What is judged, and where that claim stands; source null when the user named it (--judge). */
  judge: judgeSchema,
  claimSource: z.string().nullable(),
  cluster: z.enum(['local', 'docker', 'ssh']),
  nodes: z.int().min(1),
  concurrency: z.int().min(1),
  rate: z.number().min(0),
  timeMs: z.number().min(0),
  opTimeoutMs: z.number().min(1),
  intervalMs: z.number().min(1),
  /** Names of the faults in the schedule. */
  faults: z.array(z.string()),
  schedule: z.array(scheduledFaultSchema),
  /** Left out where the schedule was written by hand, is empty, or was drawn by an older version. */
  drawn: drawnSchema.optional(),
  /** A lie told by the harness itself, to check the checkers. */
  plant: z.strictObject({ name: z.string(), everyNth: z.int().min(1) }).nullable(),
  /** The command that does it again. */
  command: z.string(),
  versions: z.record(z.string(), z.string()),
});

export type Test = z.infer<typeof testSchema>;
