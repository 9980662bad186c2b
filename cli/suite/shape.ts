/** The shape of a suite's YAML: what may be written, before any name in it is looked up. */
import { z } from 'zod';
import { readDuration } from '../../harness/run/schedule/index.js';
import { runCommand } from '../run.js';

/** Options of `run` that a suite writes in ways of its own, or decides by itself. */
const NOT_OPTIONS = ['workload', 'faults', 'on', 'seed', 'set', 'repeat', 'results', 'keep-running', 'dry-run', 'json'];

/** The other options of `run`, named as on the command line. */
export const RUN_OPTIONS: readonly string[] = runCommand.options
  .map(({ long }) => long?.replace(/^--/, '') ?? '')
  .filter((name) => name !== '' && !NOT_OPTIONS.includes(name));

/** What the keys of an entry are, in the order in which they are multiplied; the first varies slowest. */
export const AXES: readonly string[] = ['target', 'set', 'workload', 'faults', ...RUN_OPTIONS, 'on', 'seeds'];

const RETRIES_MAX = 10;
const DURATION_MS_MAX = 7 * 24 * 3_600_000;
export const SEED_BOUND = 2 ** 31;

const word = z.union([z.string().min(1), z.number(), z.boolean()]);
const oneOrMore = <T extends z.ZodType>(each: T) => z.union([each, z.array(each).min(1)]);
const seed = z
  .int()
  .min(0)
  .max(SEED_BOUND - 1);
const seeds = z.union(
  [
    z.literal('random'),
    z.array(seed).min(1),
    z.strictObject({ count: z.int().min(1).max(10_000), from: z.union([seed, z.literal('random')]).optional() }),
  ],
  { error: 'write random, a list such as [1, 2, 3], or { count: 5 }, { count: 5, from: 100 }' },
);
const settings = z.record(z.string().min(1), z.unknown());

const axes = {
  target: oneOrMore(z.string().min(1)).optional(),
  workload: oneOrMore(z.string().min(1)).optional(),
  faults: oneOrMore(z.string().min(1)).optional(),
  on: oneOrMore(z.string().min(1)).optional(),
  set: oneOrMore(settings).optional(),
  seeds: seeds.optional(),
  ...Object.fromEntries(RUN_OPTIONS.map((name) => [name, oneOrMore(word).optional()])),
};

/** What a run must be like to be meant. */
const matcher = {
  target: axes.target,
  workload: axes.workload,
  faults: axes.faults,
  on: axes.on,
  set: settings.optional(),
  seed: oneOrMore(seed).optional(),
  ...Object.fromEntries(RUN_OPTIONS.map((name) => [name, oneOrMore(word).optional()])),
};

const anomaly = oneOrMore(z.string().min(1));
const link = z.string().min(1);
const duration = z.string().refine((text) => {
  const ms = readDuration(text) ?? 0;
  return ms > 0 && ms <= DURATION_MS_MAX;
}, 'write a duration such as 90s, 20m or 4h');
const label = z.string().min(1).max(100);

const expectation = z.union(
  [z.literal('clean'), z.strictObject({ found: anomaly, link: link.optional(), always: z.boolean().optional() })],
  { error: 'write clean, or { found: ANOMALY }' },
);

export const suiteSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'write letters, digits, ".", "_" and "-" alone: it names folders and artifacts')
    .optional(),
  describe: z.string().optional(),
  options: z.strictObject(axes).optional(),
  matrix: oneOrMore(z.strictObject(axes)).optional(),
  exclude: z.array(z.strictObject(matcher)).optional(),
  include: z.array(z.strictObject({ ...axes, name: label.optional(), expect: expectation.optional() })).optional(),
  pairs: z
    .array(
      z.strictObject({
        ...axes,
        name: label,
        found: z.strictObject({ ...axes, anomaly, link: link.optional(), always: z.boolean().optional() }),
        clean: z.strictObject(axes),
      }),
    )
    .optional(),
  expect: z
    .array(
      z.strictObject({
        ...matcher,
        anomaly,
        link,
        always: z.boolean().optional(),
        sometimes: z.boolean().optional(),
      }),
    )
    .optional(),
  retries: z.int().min(0).max(RETRIES_MAX).optional(),
  timeout: duration.optional(),
  deadline: duration.optional(),
});

const MATCHED = Object.keys(matcher);

/** The keys that may stand in each part, for those who write one that may not. */
export const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(suiteSchema.shape),
  options: AXES,
  matrix: AXES,
  exclude: MATCHED,
  include: [...AXES, 'name', 'expect'],
  pairs: [...AXES, 'name', 'found', 'clean', 'anomaly', 'link', 'always'],
  expect: [...MATCHED, 'anomaly', 'link', 'always', 'sometimes'],
};

export type SuiteFile = z.infer<typeof suiteSchema>;
/** Keys of an entry as they were written; unknown keys were refused before. */
export type Entry = Readonly<Record<string, unknown>>;
