/** The verdict of a whole run: every property's, what the run itself came to, and the exit code that follows. */
import { z } from 'zod';
import type { Validity, Verdict } from '../contracts/checker.js';
import { EXIT, type FaultlineError } from '../contracts/errors.js';
import { type SystemModel, systemModelSchema } from '../contracts/system-model.js';

const validitySchema = z.union([z.literal(true), z.literal(false), z.literal('unknown')]);

const intervalPictureSchema = z.object({
  kind: z.literal('intervals'),
  intervals: z.array(
    z.object({
      operation: z.number(),
      process: z.number(),
      label: z.string(),
      start: z.number(),
      end: z.number().nullable(),
      role: z.enum(['culprit', 'witness', 'context']),
    }),
  ),
});

const cyclePictureSchema = z.object({
  kind: z.literal('cycle'),
  nodes: z.array(z.object({ operation: z.number(), label: z.string(), detail: z.string().exactOptional() })),
  edges: z.array(z.object({ from: z.number(), to: z.number(), kind: z.string(), why: z.string() })),
});

const anomalySchema = z.object({
  type: z.string(),
  also: z.array(z.string()).exactOptional(),
  operations: z.array(z.number()),
  counterexample: z.array(z.number()).exactOptional(),
  prefix: z.number().exactOptional(),
  time: z.number().exactOptional(),
  key: z.string().exactOptional(),
  explanation: z.string(),
  picture: z.discriminatedUnion('kind', [intervalPictureSchema, cyclePictureSchema]).exactOptional(),
});

const propertyVerdictSchema = z.object({
  property: z.string(),
  valid: validitySchema,
  anomalies: z.array(anomalySchema),
  operations: z.number(),
  algorithm: z.string().exactOptional(),
  levels: z.record(z.string(), validitySchema).exactOptional(),
  strongest: z.array(z.string()).exactOptional(),
  weakestViolated: z.array(z.string()).exactOptional(),
  reason: z.string().exactOptional(),
  details: z.record(z.string(), z.unknown()).exactOptional(),
});

/** The shape of verdict.json. */
export const runVerdictSchema = z.object({
  valid: validitySchema,
  exitCode: z.number(),
  /** One sentence: why it is not `true`; null when it is. */
  reason: z.string().nullable(),
  /** Under which it was reached; left out by older versions. */
  systemModel: systemModelSchema.exactOptional(),
  properties: z.array(propertyVerdictSchema),
  /** checkers/statistics, as JSON. */
  statistics: z.unknown(),
  interrupted: z.boolean(),
  runError: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Lies that the harness itself told (--plant). */
  liesTold: z.number(),
});

export type RunVerdict = z.infer<typeof runVerdictSchema>;

/** What a run came to, before it is weighed. */
export interface Findings {
  readonly properties: readonly Verdict[];
  readonly systemModel: SystemModel;
  readonly statistics: unknown;
  /** Why a pass would prove nothing; null when it would prove something. */
  readonly vacuity: string | null;
  readonly runError: FaultlineError | null;
  readonly interrupted: boolean;
  readonly liesTold: number;
}

/**
 * A violation wins over everything: what was broken is broken, however the run ended. Then a run that failed as a run,
 * then an interruption, then what nobody knows.
 */
export function concludeRun(findings: Findings): RunVerdict {
  const { properties, systemModel, statistics, vacuity, runError, interrupted, liesTold } = findings;
  const violated = properties.find(({ valid }) => valid === false);
  const undecided = properties.find(({ valid }) => valid === 'unknown');
  const doubt =
    runError !== null
      ? runError.message
      : interrupted
        ? 'the run was interrupted'
        : (vacuity ??
          (undecided === undefined ? null : `${undecided.property}: ${undecided.reason ?? 'nobody knows'}`));
  const valid: Validity = violated !== undefined ? false : doubt !== null || properties.length === 0 ? 'unknown' : true;
  const sentence = violated?.anomalies[0]?.explanation ?? doubt;
  return {
    valid,
    exitCode: exitCodeOf(valid, runError !== null, interrupted),
    reason: valid === true ? null : (sentence ?? 'nothing was judged'),
    systemModel,
    properties: properties.map((verdict) => propertyVerdictSchema.parse(verdict)),
    statistics,
    interrupted,
    runError: runError === null ? null : { code: runError.code, message: runError.message },
    liesTold,
  };
}

function exitCodeOf(valid: Validity, failed: boolean, interrupted: boolean): number {
  if (valid === false) return EXIT.violated;
  if (failed) return EXIT.runFailed;
  if (interrupted) return EXIT.interrupted;
  return valid === true ? EXIT.valid : EXIT.unknown;
}
