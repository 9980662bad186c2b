/** The pairs of suites/published.yaml, seed after seed: what must be found, what must be clean, and a lie told on the clean side. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { loadWorkload } from '../../cli/catalogue.js';
import { readSuite } from '../../cli/suite/read.js';
import { messageOf } from '../../harness/contracts/errors.js';
import { storedRun } from '../stored-run.js';

const SEEDS = 10;
/** Of the clean side: longer than in the suite, where it need only be shown. */
const CLEAN_TIME = '60s';
/** One answer in so many is falsified by the harness itself, on the clean side, once. */
const LIE_EVERY = 40;
const FILE = 'published.ndjson';
export const SUITE = join('suites', 'published.yaml');

/** 'lie': the clean side with a planted lie, which must be caught. */
export const SIDES = ['found', 'clean', 'lie'] as const;
export type Side = (typeof SIDES)[number];

const rowSchema = z.object({
  pair: z.string(),
  side: z.enum(SIDES),
  seed: z.number(),
  /** Of the property that is judged. 'failed': the run was none, or nothing was proven. */
  outcome: z.enum(['violated', 'clean', 'failed']),
  /** Its name, as the suite expects it where that was among what was found; else the first, or why the run failed. */
  anomaly: z.string().nullable(),
  /** From the first moment of the run to that at which it was certain. */
  foundAfterS: z.number().nullable(),
  explanation: z.string().nullable(),
  command: z.string(),
});
export type PublishedRow = z.infer<typeof rowSchema>;

/** One half of a pair, as the suite has it. */
export interface Half {
  readonly pair: string;
  readonly side: Side;
  readonly words: readonly string[];
  readonly anomalies: readonly string[];
  readonly command: string;
}

/** The latest row of each side and seed. */
export function keptPublished(folder: string): readonly PublishedRow[] {
  const path = join(folder, FILE);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  const rows = lines.filter((line) => line !== '').map((line) => rowSchema.parse(JSON.parse(line)));
  return [...new Map(rows.map((row) => [`${row.pair} ${row.side} ${row.seed}`, row])).values()];
}

/** Every side of every pair, in the suite's order. */
export async function halvesOf(file: string): Promise<readonly Half[]> {
  const { runs, expectations } = await readSuite(file, () => 1);
  const halves = new Map<string, Half>();
  for (const { path, label, words: given, number, workload, test } of runs) {
    const side = path[2];
    if (path[0] !== 'pairs' || (side !== 'found' && side !== 'clean') || halves.has(label)) continue;
    const pair = label.replace(/ \((found|clean)\)$/, '');
    const words = given.filter((word) => !word.startsWith('--seed='));
    const anomalies = expectations
      .filter(({ runs: covered }) => covered.includes(number))
      .flatMap((each) => each.anomalies);
    const own = { pair, anomalies, command: test.command };
    halves.set(label, { ...own, side, words: side === 'clean' ? [...words, `--time=${CLEAN_TIME}`] : words });
    const [plant] = (await loadWorkload(workload)).plants;
    if (side !== 'clean' || plant === undefined) continue;
    halves.set(`${pair} (lie)`, { ...own, side: 'lie', words: [...words, `--plant=${plant.name}:${LIE_EVERY}`] });
  }
  return [...halves.values()];
}

/** Runs what is not there yet, seed after seed, so that each pair has something soon. `only`: names of pairs; empty: all. */
export async function published(
  folder: string,
  only: readonly string[],
  log: (line: string) => void,
  changed: () => void,
): Promise<void> {
  const runs = join(folder, 'published');
  mkdirSync(runs, { recursive: true });
  const halves = (await halvesOf(SUITE)).filter(({ pair }) => only.length === 0 || only.includes(pair));
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    for (const half of halves) {
      if (half.side === 'lie' && seed > 1) continue;
      const known = keptPublished(folder).find(
        ({ pair, side, seed: other }) => pair === half.pair && side === half.side && other === seed,
      );
      if (known !== undefined && known.outcome !== 'failed') continue;
      const row = await oneRun(half, seed, runs);
      appendFileSync(join(folder, FILE), `${JSON.stringify(row)}\n`);
      const { pair, side, outcome, anomaly, foundAfterS } = row;
      const what = anomaly === null ? '' : ` (${anomaly}${foundAfterS === null ? '' : ` after ${foundAfterS} s`})`;
      log(`published: ${pair}, ${side}, seed ${seed}: ${outcome}${what}`);
      changed();
    }
  }
}

async function oneRun({ pair, side, words, anomalies: expected, command }: Half, seed: number, runs: string) {
  const common = { pair, side, seed, command: command.replace(/--seed \d+/, `--seed ${seed}`) };
  const nothing = { anomaly: null, foundAfterS: null, explanation: null };
  try {
    const { verdict } = await storedRun([...words, `--seed=${seed}`], runs);
    const { valid, properties, reason = null } = verdict;
    const anomalies = properties.flatMap((property) => (property.valid === false ? property.anomalies : []));
    const named = anomalies.find(({ type, also = [] }) => [type, ...also].some((name) => expected.includes(name)));
    const first = named ?? anomalies[0];
    if (valid === false && first !== undefined) {
      const foundAfterS = first.time === undefined ? null : Number((first.time / 1e9).toFixed(1));
      return row({ ...common, outcome: 'violated', anomaly: first.type, foundAfterS, explanation: first.explanation });
    }
    if (valid === true) return row({ ...common, ...nothing, outcome: 'clean' });
    return row({ ...common, ...nothing, outcome: 'failed', anomaly: reason });
  } catch (error) {
    return row({ ...common, ...nothing, outcome: 'failed', anomaly: messageOf(error) });
  }
}

const row = (value: PublishedRow): PublishedRow => value;
