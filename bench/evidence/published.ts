/** The pairs of suites/published.yaml, seed after seed: what must be found, what must be clean, and a lie told on the clean side. */
import { join } from 'node:path';
import { z } from 'zod';
import { loadWorkload } from '../../cli/catalogue.js';
import { readSuite } from '../../cli/suite/read.js';
import { messageOf } from '../../harness/contracts/errors.js';
import { appendRow, latestRows, openRun, readRows } from '../../harness/results/index.js';
import { folderOf, storedRun } from '../stored-run.js';
import { sideBySide } from './side-by-side.js';

const SEEDS = 10;
/** Of the clean side: longer than in the suite, where it need only be shown. */
const CLEAN_TIME = '60s';
/** One answer in so many is falsified by the harness itself, on the clean side, once. */
const LIE_EVERY = 40;
/** Where the first lie of the workload breaks another property than the one that is judged; few locks are granted. */
const LIES: Readonly<Record<string, string>> = { 'etcd, a paused holder of a lock': 'stale-token:2' };
const FILE = 'published.ndjson';
export const SUITE = join('suites', 'published.yaml');

/** 'lie': the clean side with a planted lie, which must be caught. */
export const SIDES = ['found', 'clean', 'lie'] as const;
export type Side = (typeof SIDES)[number];

const rowSchema = z.object({
  pair: z.string(),
  side: z.enum(SIDES),
  seed: z.number(),
  /**
   * 'violated', with an anomaly of those that the suite expects where something is to be found; 'other': with none of those;
   * 'failed': the run was none, or nothing was proven.
   */
  outcome: z.enum(['violated', 'other', 'clean', 'failed']),
  /** Its name, as the suite expects it where that was among what was found; else the first, or why the run failed. */
  anomaly: z.string().nullable(),
  /** From the first moment of the run to that at which it was certain. */
  foundAfterS: z.number().nullable(),
  explanation: z.string().nullable(),
  /** From the command to the verdict. */
  tookS: z.number(),
  command: z.string(),
});
export type PublishedRow = z.infer<typeof rowSchema>;

/** One half of a pair, as the suite has it. */
export interface Half {
  readonly pair: string;
  readonly side: Side;
  readonly words: readonly string[];
  readonly anomalies: readonly string[];
}

/** The latest row of each side and seed. */
export function keptPublished(folder: string): readonly PublishedRow[] {
  return latestRows(readRows(join(folder, FILE), rowSchema), nameOf);
}

function nameOf({ pair, side, seed }: Pick<PublishedRow, 'pair' | 'side' | 'seed'>): string {
  return `${pair} ${side} ${seed}`;
}

/** Every side of every pair, in the suite's order. */
export async function halvesOf(file: string): Promise<readonly Half[]> {
  const { runs, expectations } = await readSuite(file, () => 1);
  const halves = new Map<string, Half>();
  for (const { path, label, words: given, number, workload } of runs) {
    const side = path[2];
    if (path[0] !== 'pairs' || (side !== 'found' && side !== 'clean') || halves.has(label)) continue;
    const pair = label.replace(/ \((found|clean)\)$/, '');
    const words = given.filter((word) => !word.startsWith('--seed='));
    const anomalies = expectations
      .filter(({ runs: covered }) => covered.includes(number))
      .flatMap((each) => each.anomalies);
    const own = { pair, anomalies };
    halves.set(label, { ...own, side, words: side === 'clean' ? [...words, `--time=${CLEAN_TIME}`] : words });
    const [first] = (await loadWorkload(workload)).plants;
    if (side !== 'clean' || first === undefined) continue;
    const plant = LIES[pair] ?? `${first.name}:${LIE_EVERY}`;
    halves.set(`${pair} (lie)`, { ...own, side: 'lie', words: [...words, `--plant=${plant}`] });
  }
  return [...halves.values()];
}

/**
 * Runs what is not there yet, seed after seed, so that each pair has something soon. `changed` is told at first and after
 * each run.
 */
export async function published(
  folder: string,
  halves: readonly Half[],
  log: (line: string) => void,
  changed: () => void,
): Promise<void> {
  changed();
  const known = new Set(
    keptPublished(folder)
      .filter(({ outcome }) => outcome !== 'failed')
      .map(nameOf),
  );
  const missing = Array.from({ length: SEEDS }, (_, at) => at + 1).flatMap((seed) =>
    halves
      .filter(({ side }) => side !== 'lie' || seed === 1)
      .map((half) => ({ half, seed, name: nameOf({ ...half, seed }) }))
      .filter(({ name }) => !known.has(name)),
  );
  await sideBySide(missing, async ({ half, seed, name }) => {
    const row = await oneRun(half, seed, folderOf(name, join(folder, 'published')));
    appendRow(join(folder, FILE), row);
    const { outcome, anomaly, foundAfterS } = row;
    const what = anomaly === null ? '' : ` (${anomaly}${foundAfterS === null ? '' : ` after ${foundAfterS} s`})`;
    log(`published: ${half.pair}, ${half.side}, seed ${seed}: ${outcome}${what}`);
    changed();
  });
}

async function oneRun(
  { pair, side, words, anomalies: expected }: Half,
  seed: number,
  runs: string,
): Promise<PublishedRow> {
  const nothing = { anomaly: null, foundAfterS: null, explanation: null, tookS: 0 };
  const began = performance.now();
  let common = { pair, side, seed, command: `faultline run ${words.join(' ')} --seed=${seed}`, ...nothing };
  try {
    const { path, verdict } = await storedRun([...words, `--seed=${seed}`], runs);
    common = { ...common, tookS: Math.round((performance.now() - began) / 1000) };
    const { command } = openRun(path).test;
    const { valid, properties, reason = null } = verdict;
    if (valid === 'unknown') return { ...common, command, outcome: 'failed', anomaly: reason };
    if (valid) return { ...common, command, outcome: 'clean' };
    const anomalies = properties.flatMap((property) => (property.valid === false ? property.anomalies : []));
    const named = anomalies.find(({ type, also = [] }) => [type, ...also].some((name) => expected.includes(name)));
    const { type = null, time = null, explanation = null } = named ?? anomalies[0] ?? {};
    const foundAfterS = time === null ? null : Number((time / 1e9).toFixed(1));
    const outcome = side === 'found' && named === undefined ? 'other' : 'violated';
    return { ...common, command, outcome, anomaly: type, foundAfterS, explanation };
  } catch (error) {
    return { ...common, outcome: 'failed', anomaly: messageOf(error) };
  }
}
