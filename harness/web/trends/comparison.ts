/** Two runs side by side: what was violated in one alone, and which choices differ. */
import type { Test } from '../../contracts/test.js';
import type { RunSummary } from '../../results/summary-shape.js';

export interface Comparison {
  readonly anomalies: readonly {
    readonly fingerprint: string;
    /** As seen from the first run: 'gone' is in the first alone. */
    readonly change: 'new' | 'gone' | 'same';
    readonly before: number;
    readonly after: number;
  }[];
  /** Options that are not the same, as text; '–' where a run has none. */
  readonly options: readonly { readonly name: string; readonly before: string; readonly after: string }[];
}

/** What differs in every run, or stands in a place of its own. */
const NOT_OPTIONS = new Set(['version', 'startedAt', 'command', 'schedule', 'drawn']);

/** Tests are null where they cannot be read. */
export function compareRuns(
  before: { readonly summary: RunSummary; readonly test: Test | null },
  after: { readonly summary: RunSummary; readonly test: Test | null },
): Comparison {
  const [first, second] = [countPrints(before.summary), countPrints(after.summary)];
  const anomalies = [...new Set([...second.keys(), ...first.keys()])].map((fingerprint) => {
    const counts = { before: first.get(fingerprint) ?? 0, after: second.get(fingerprint) ?? 0 };
    const change = counts.before === 0 ? ('new' as const) : counts.after === 0 ? ('gone' as const) : ('same' as const);
    return { fingerprint, change, ...counts };
  });
  const order = { new: 0, gone: 1, same: 2 };
  anomalies.sort((left, right) => order[left.change] - order[right.change]);
  return { anomalies, options: differing(flat(before.test), flat(after.test)) };
}

/** "+12 %", "−3.1 %", "same"; a dash where it cannot be said. */
export function changeInPercent(before: number | null, after: number | null): string {
  if (before === null || after === null || before === 0) return '–';
  const percent = (after / before - 1) * 100;
  if (Math.abs(percent) < 0.05) return 'same';
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(digits)} %`;
}

function countPrints({ properties }: RunSummary): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { fingerprint, count } of properties.flatMap(({ anomalies }) => anomalies))
    counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + count);
  return counts;
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Comparison['options'] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name) ?? '–', after: after.get(name) ?? '–' }))
    .filter((option) => option.before !== option.after);
}

/** Every choice of a test by its name; objects by the names of what is in them: "targetOptions.reads". */
function flat(test: Test | null): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const [name, value] of Object.entries(test ?? {})) {
    if (NOT_OPTIONS.has(name)) continue;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) options.set(name, text(value));
    else for (const [inner, part] of Object.entries(value)) options.set(`${name}.${inner}`, text(part));
  }
  return options;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '–');
}
