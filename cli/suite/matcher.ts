/** Which runs an `exclude` or an `expect` means: every key that it has must fit. Pure. */
import type { Entry } from './shape.js';
import type { RunSpec } from './spec.js';

/** Keys of entries that say nothing about the run. */
const NOT_ABOUT_RUNS = ['anomaly', 'link', 'always', 'sometimes'];

/**
 * A key with several values fits one of them. `set` fits when the run has these settings, whatever others it has.
 * `faults` fits the whole of what the run was given, or one of its entries.
 */
export function matches(matcher: Entry, run: RunSpec): boolean {
  return Object.entries(matcher)
    .filter(([key, wanted]) => wanted !== undefined && !NOT_ABOUT_RUNS.includes(key))
    .every(([key, wanted]) => fits(key, wanted, run));
}

function fits(key: string, wanted: unknown, run: RunSpec): boolean {
  if (key === 'set') {
    return Object.entries(wanted as Entry).every(([name, value]) => same(run.set[name], value));
  }
  const values = Array.isArray(wanted) ? wanted : [wanted];
  const actual = valuesOf(key, run);
  return values.some((value) => actual.some((own) => same(own, value)));
}

function valuesOf(key: string, run: RunSpec): readonly unknown[] {
  if (key === 'faults') return [run.faults, ...entriesOf(run.faults)];
  if (key === 'target' || key === 'workload' || key === 'on' || key === 'seed') return [run[key]];
  return [run.options[key]];
}

/** What stands between commas that are in no brackets, as on the command line. */
function entriesOf(faults: string): readonly string[] {
  return faults.split(/,(?![^[{]*[\]}])/).map((entry) => entry.trim());
}

/** 3 and "3" are the same on a command line. */
function same(left: unknown, right: unknown): boolean {
  return asText(left) === asText(right);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
