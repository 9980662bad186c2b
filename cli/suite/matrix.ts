/** From a suite's file to the list of its runs: entries multiplied out, excludes taken away. Pure, in the file's order. */
import { matches } from './matcher.js';
import { errorAt, type Path, type SuiteText, writePath } from './places.js';
import { type SeedsWish, seedsOf } from './seeds.js';
import { AXES, type Entry, RUN_OPTIONS, type SuiteFile } from './shape.js';
import type { ListedRun, RunSpec } from './spec.js';

/** What `run` does where nothing is said. */
const DEFAULTS = { workload: 'register', faults: 'partition,kill,pause', on: 'local' };
const RUNS_MAX = 10_000;

/** An entry with the common options laid under it. */
export interface PlacedEntry {
  readonly entry: Entry;
  readonly path: Path;
  readonly name: string | null;
}

type Unnumbered = Omit<ListedRun, 'number' | 'label'> & { readonly name: string | null };

/** Throws UsageError: an entry without a target, an exclude that fits nothing, a run that is listed twice, too many. */
export function listRuns(suite: SuiteFile, text: SuiteText, draw: (bound: number) => number): readonly ListedRun[] {
  const product = entriesOf('matrix', suite.matrix, suite).flatMap((placed) => multiply(placed, text, draw));
  for (const [at, exclude] of (suite.exclude ?? []).entries()) {
    if (product.some((run) => matches(exclude, run))) continue;
    throw errorAt(text, ['exclude', at], 'fits no run of the matrix', { hint: 'mend it, or leave it out' });
  }
  const kept = product.filter((run) => !(suite.exclude ?? []).some((exclude) => matches(exclude, run)));
  const included = [...entriesOf('include', suite.include, suite), ...pairEntries(suite)];
  const runs = [...kept, ...included.flatMap((placed) => multiply(placed, text, draw))];
  if (runs.length === 0) throw errorAt(text, [], 'this suite has no runs', { hint: 'give it a matrix or an include' });
  if (runs.length > RUNS_MAX)
    throw errorAt(text, [], `${runs.length} runs are too many; up to ${RUNS_MAX} are allowed`);
  requireDistinct(runs, text);
  const varying = varyingOptions(runs);
  const telling = (run: RunSpec): readonly string[] =>
    varying.filter((option) => run.options[option] !== (suite.options as Entry | undefined)?.[option]);
  return runs.map(({ name, ...run }, at) => ({ ...run, number: at + 1, label: name ?? labelOf(run, telling(run)) }));
}

/** The two halves of each pair, in which what they have in common lies under what is their own. */
function pairEntries(suite: SuiteFile): readonly PlacedEntry[] {
  return (suite.pairs ?? []).flatMap(({ name, found, clean, ...both }, at) =>
    [
      { half: 'found', own: omit(found, ['anomaly', 'link', 'always']) },
      { half: 'clean', own: clean },
    ].map(({ half, own }) => ({
      entry: merged(merged(suite.options ?? {}, both), own),
      path: ['pairs', at, half],
      name: `${name} (${half})`,
    })),
  );
}

function entriesOf(
  key: 'matrix' | 'include',
  entries: Entry | readonly Entry[] | undefined,
  suite: SuiteFile,
): readonly PlacedEntry[] {
  const listed = entries === undefined ? [] : isList(entries) ? entries : [entries];
  return listed.map((entry, at) => ({
    entry: merged(suite.options ?? {}, omit(entry, ['name', 'expect'])),
    path: isList(entries) ? [key, at] : [key],
    name: typeof entry['name'] === 'string' ? entry['name'] : null,
  }));
}

/** Settings are added to each other; every other key takes the place of the same key below. */
function merged(below: Entry, above: Entry): Entry {
  const [under, over] = [below['set'], above['set']];
  const both = { ...below, ...above };
  if (!isSettings(under) || over === undefined) return both;
  const add = (own: unknown): unknown => ({ ...under, ...(isSettings(own) ? own : {}) });
  return { ...both, set: Array.isArray(over) ? over.map(add) : add(over) };
}

/** The last axis varies fastest. */
function multiply({ entry, path, name }: PlacedEntry, text: SuiteText, draw: (bound: number) => number): Unnumbered[] {
  if (entry['target'] === undefined) throw errorAt(text, path, 'no target is named', { hint: 'add target: etcd' });
  const { values: seeds, isDrawn } = seedsOf(entry['seeds'] as SeedsWish | undefined, draw);
  let products: Entry[] = [{}];
  for (const axis of AXES) {
    const given = entry[axis];
    if (given === undefined) continue;
    const values: readonly unknown[] = axis === 'seeds' ? seeds : Array.isArray(given) ? given : [given];
    if (products.length * values.length > RUNS_MAX) {
      throw errorAt(text, path, `this makes more than ${RUNS_MAX} runs`, { hint: 'split it into several suites' });
    }
    products = products.flatMap((product) => values.map((value) => ({ ...product, [axis]: value })));
  }
  const written = Object.keys(DEFAULTS).filter((key) => entry[key] !== undefined);
  return products.map((product) => ({ ...specOf(product), name, seedIsDrawn: isDrawn, written, path }));
}

function specOf(product: Entry): RunSpec {
  const options: Record<string, string | number | boolean> = {};
  for (const option of RUN_OPTIONS) {
    const value = product[option];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') options[option] = value;
  }
  const { target, workload, faults, on } = { ...DEFAULTS, ...product } as typeof DEFAULTS & { target: string };
  const seed = typeof product['seeds'] === 'number' ? product['seeds'] : 1;
  const set = isSettings(product['set']) ? product['set'] : {};
  return { target, workload, faults, on, seed, set, options };
}

function requireDistinct(runs: readonly Unnumbered[], text: SuiteText): void {
  const seen = new Map<string, Unnumbered>();
  for (const run of runs) {
    const { target, workload, faults, on, seed, set, options, seedIsDrawn } = run;
    if (seedIsDrawn) continue;
    const key = JSON.stringify([target, workload, faults, on, seed, sorted(set), sorted(options)]);
    const before = seen.get(key);
    if (before !== undefined) {
      const first = `${writePath(before.path)} (line ${text.lineOf(before.path)})`;
      throw errorAt(text, run.path, `${labelOf(run, [])}, seed ${seed}, is listed by ${first} already`, {
        hint: 'exclude it from the matrix, or give it another seed',
      });
    }
    seen.set(key, run);
  }
}

/** Options that tell runs of this suite apart; what is the same as the common options is not told. */
function varyingOptions(runs: readonly RunSpec[]): readonly string[] {
  return RUN_OPTIONS.filter((option) => new Set(runs.map(({ options }) => options[option])).size > 1);
}

/** "etcd register, partition, reads=serializable, on docker". The seed is told beside it. */
function labelOf({ target, workload, faults, on, set, options }: RunSpec, varying: readonly string[]): string {
  const { schedule } = options;
  return [
    `${target} ${workload}`,
    schedule === undefined ? (faults === 'none' ? 'no faults' : faults) : String(schedule),
    ...Object.entries(set).map(
      ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
    ...varying.flatMap((option) =>
      option === 'schedule' || options[option] === undefined ? [] : [`${option} ${options[option]}`],
    ),
    ...(on === 'local' ? [] : [`on ${on}`]),
  ].join(', ');
}

function omit(entry: Entry, keys: readonly string[]): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !keys.includes(key)));
}

function sorted(record: Entry): readonly (readonly [string, unknown])[] {
  return Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1));
}

function isSettings(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
