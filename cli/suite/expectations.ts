/** What a suite expects of its runs: known anomalies, flaws that must be found, runs that must be clean. Pure. */
import { matches } from './matcher.js';
import { errorAt, type Path, type SuiteText } from './places.js';
import type { ExpectationRecord, RunRecord, SeenAnomaly } from './record.js';
import type { SuiteFile } from './shape.js';
import type { ListedRun } from './spec.js';

const HAD_TO_BE_FOUND = 'this is what had to be found';

export type Expectation = Omit<ExpectationRecord, 'met' | 'seen' | 'judged' | 'sentence'>;

/** Throws UsageError for one that fits no run, and for one that is both always and sometimes. */
export function listExpectations(
  suite: SuiteFile,
  runs: readonly ListedRun[],
  text: SuiteText,
): readonly Expectation[] {
  const known = (suite.expect ?? []).map((entry, at): Expectation => {
    const path: Path = ['expect', at];
    const covered = runs.filter((run) => matches(entry, run)).map(({ number }) => number);
    if (covered.length === 0) {
      throw errorAt(text, path, 'fits no run of this suite', { hint: 'mend it, or leave it out' });
    }
    if (entry.always === true && entry.sometimes === true) {
      throw errorAt(text, path, 'always and sometimes do not go together');
    }
    const anomalies = listOf(entry.anomaly);
    const often = entry.always === true ? 'always' : entry.sometimes === true ? 'sometimes' : 'once';
    const line = text.lineOf(path);
    return { label: anomalies.join(' or '), kind: 'known', anomalies, link: entry.link, often, runs: covered, line };
  });
  const included = (suite.include ?? []).flatMap(({ expect }, at) => {
    if (expect === undefined) return [];
    const wish = expect === 'clean' ? null : { ...expect, anomaly: expect.found };
    return covering(['include', at], wish, runs, text);
  });
  const paired = (suite.pairs ?? []).flatMap(({ found }, at) => [
    ...covering(['pairs', at, 'found'], found, runs, text),
    ...covering(['pairs', at, 'clean'], null, runs, text),
  ]);
  return [...known, ...included, ...paired];
}

interface Wish {
  readonly anomaly: string | readonly string[];
  readonly link?: string | undefined;
  readonly always?: boolean | undefined;
}

/** null: clean. */
function covering(path: Path, wish: Wish | null, runs: readonly ListedRun[], text: SuiteText): readonly Expectation[] {
  const own = runs.filter((run) => run.path.join('.') === path.join('.'));
  const labels = [...new Set(own.map(({ label }) => label))];
  // Each of the different runs that an entry makes is to be found out by itself; its seeds are one.
  return labels.map((label) => ({
    label,
    kind: wish === null ? ('clean' as const) : ('found' as const),
    anomalies: wish === null ? [] : listOf(wish.anomaly),
    link: wish?.link ?? null,
    often: wish === null || wish.always === true ? ('always' as const) : ('once' as const),
    runs: own.filter((run) => run.label === label).map(({ number }) => number),
    line: text.lineOf(path),
  }));
}

/**
 * The anomalies of a run, each with the expectation that it fits. A run that must be clean excuses nothing. One that must
 * find something may find more of the same property with it: what is broken is seldom broken in one way.
 */
export function excuse(
  number: number,
  anomalies: readonly Omit<SeenAnomaly, 'expectedBy'>[],
  expectations: readonly Expectation[],
): readonly SeenAnomaly[] {
  const covering = expectations.filter(({ runs }) => runs.includes(number));
  if (covering.some(({ kind }) => kind === 'clean')) {
    return anomalies.map((anomaly) => ({ ...anomaly, expectedBy: null }));
  }
  const found = covering.filter(({ kind }) => kind === 'found');
  const broken = new Set(
    anomalies.filter((anomaly) => found.some((each) => fits(each, anomaly))).map(({ property }) => property),
  );
  return anomalies.map((anomaly) => {
    const fitting = covering.find((each) => fits(each, anomaly));
    if (fitting !== undefined) return { ...anomaly, expectedBy: fitting.link ?? HAD_TO_BE_FOUND };
    return { ...anomaly, expectedBy: broken.has(anomaly.property) ? HAD_TO_BE_FOUND : null };
  });
}

/** Any of the names, or its fingerprint. */
function fits({ anomalies }: Pick<Expectation, 'anomalies'>, seen: Omit<SeenAnomaly, 'expectedBy'>): boolean {
  return [seen.type, ...seen.also, seen.fingerprint].some((name) => anomalies.includes(name));
}

/** Whether an expectation was met by what the runs came to. */
export function judgeExpectation(expectation: Expectation, all: readonly RunRecord[]): ExpectationRecord {
  const runs = all.filter(({ number }) => expectation.runs.includes(number));
  const proved = runs.filter(({ outcome }) => ['passed', 'expected', 'violated'].includes(outcome));
  const isSeen = (run: RunRecord): boolean =>
    run.attempts.some(({ anomalies }) => anomalies.some((anomaly) => fits(expectation, anomaly)));
  const isClean = expectation.kind === 'clean';
  // Where it was seen, it was seen, however the run ended.
  const seen = isClean ? proved.filter(({ outcome }) => outcome === 'passed').length : runs.filter(isSeen).length;
  const missed = isClean ? proved.length - seen : proved.filter((run) => !isSeen(run)).length;
  const isWhole = seen + missed === runs.length;
  const met = metBy(expectation.often, seen, missed, isWhole);
  const open = runs.length - seen - missed;
  const rest = open === 0 ? '' : `; ${open} ${open === 1 ? 'run is' : 'runs are'} missing or proved nothing`;
  const judged = seen + missed;
  return {
    ...expectation,
    met,
    seen,
    judged,
    sentence: `${isClean ? 'so' : 'seen'} in ${seen} of ${judged} ${plural(judged)}${rest}`,
  };
}

function metBy(often: Expectation['often'], seen: number, missed: number, isWhole: boolean): boolean | null {
  if (often === 'sometimes') return true;
  if (often === 'always') return missed > 0 ? false : isWhole ? true : null;
  return seen > 0 ? true : isWhole ? false : null;
}

function plural(count: number): string {
  return count === 1 ? 'run' : 'runs';
}

function listOf(value: string | readonly string[]): string[] {
  return typeof value === 'string' ? [value] : [...value];
}
