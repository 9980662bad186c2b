/** The shape of suite.json: everything that a suite came to, for programs, and for `merge`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, UsageError } from '../../harness/contracts/errors.js';

export const SUITE_FILE = 'suite.json';

/**
 * 'passed': every property held. 'expected': violated by known or wanted anomalies alone. 'cut short': the deadline of the
 * suite, or Ctrl-C, ended it. 'not run': it was never begun. 'another shard': it is not ours.
 */
export const OUTCOMES = [
  'passed',
  'expected',
  'violated',
  'unknown',
  'failed',
  'cut short',
  'not run',
  'another shard',
] as const;
const outcomeSchema = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof outcomeSchema>;

const anomalySchema = z.object({
  property: z.string(),
  type: z.string(),
  also: z.array(z.string()),
  fingerprint: z.string(),
  count: z.number(),
  /** Of the first of them. */
  explanation: z.string(),
  /** Why it is no violation of ours: the link, or the words, of the expectation that it fits; null where it is new. */
  expectedBy: z.string().nullable(),
});
export type SeenAnomaly = z.infer<typeof anomalySchema>;

const propertySchema = z.object({
  property: z.string(),
  valid: z.union([z.boolean(), z.literal('unknown')]),
  reason: z.string().nullable(),
});

const attemptSchema = z.object({
  outcome: outcomeSchema,
  /** Of the process that was the run. */
  exitCode: z.number(),
  startedAt: z.string(),
  seconds: z.number(),
  /** One sentence. */
  sentence: z.string(),
  /** From the suite's folder to the run's, with forward slashes; null where it left none. */
  folder: z.string().nullable(),
  /** What it printed, in the same way. */
  output: z.string(),
  properties: z.array(propertySchema),
  notJudged: z.array(z.object({ property: z.string(), why: z.string() })),
  anomalies: z.array(anomalySchema),
});
export type Attempt = z.infer<typeof attemptSchema>;

const runSchema = z.object({
  number: z.number(),
  label: z.string(),
  target: z.string(),
  workload: z.string(),
  faults: z.string(),
  on: z.string(),
  set: z.record(z.string(), z.unknown()),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  seed: z.number(),
  seedIsDrawn: z.boolean(),
  /** Of its entry in the suite's file. */
  line: z.number(),
  /** How long its workload goes on, ms. */
  timeMs: z.number(),
  /** The command that does it again. */
  command: z.string(),
  outcome: outcomeSchema,
  sentence: z.string(),
  /** More than one where a run that failed was repeated; the last one counts. */
  attempts: z.array(attemptSchema),
});
export type RunRecord = z.infer<typeof runSchema>;

const expectationSchema = z.object({
  label: z.string(),
  kind: z.enum(['known', 'found', 'clean']),
  anomalies: z.array(z.string()),
  link: z.string().nullable(),
  /** In how many of the runs that it covers it has to be seen. */
  often: z.enum(['once', 'always', 'sometimes']),
  /** Numbers of the runs that it covers. */
  runs: z.array(z.number()),
  line: z.number(),
  /** null: nobody knows, because runs are missing or proved nothing. */
  met: z.boolean().nullable(),
  /** In how many runs it was seen (of 'clean': how many were clean), and how many proved something. */
  seen: z.number(),
  judged: z.number(),
  sentence: z.string(),
});
export type ExpectationRecord = z.infer<typeof expectationSchema>;

export const suiteRecordSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  describe: z.string().nullable(),
  /** As it was named on the command line. */
  file: z.string(),
  /** The same for all shards of one suite. */
  digest: z.string(),
  shard: z.object({ index: z.number(), total: z.number() }).nullable(),
  startedAt: z.string(),
  /** null while it goes on. */
  endedAt: z.string().nullable(),
  isInterrupted: z.boolean(),
  exitCode: z.number(),
  meaning: z.string(),
  runs: z.array(runSchema),
  expectations: z.array(expectationSchema),
});
export type SuiteRecord = z.infer<typeof suiteRecordSchema>;

/** Throws UsageError 'no-suite'. */
export function readSuiteRecord(folder: string): SuiteRecord {
  const path = join(folder, SUITE_FILE);
  try {
    return suiteRecordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new UsageError(`${folder} is not what a suite leaves: ${SUITE_FILE}: ${why}`, {
      ...{ code: 'no-suite', value: folder, cause: error },
      hint: 'name the folders that `faultline suite --results FOLDER` wrote',
    });
  }
}
