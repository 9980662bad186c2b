/** From a run of a suite to the words of `faultline run`. */
import { dirname, isAbsolute, join, relative } from 'node:path';
import { isPath } from '../catalogue.js';
import type { RunSpec } from './spec.js';

/** Options whose values are paths. */
const FILES = ['schedule', 'tls-ca', 'tls-cert', 'tls-key', 'ssh-key', 'ssh-known-hosts'];

export type Written = RunSpec & { readonly written: readonly string[] };

/** Without `run` itself. Files that the suite names are found from where it stands. */
export function wordsOf(run: Written, suiteFile: string): readonly string[] {
  const { target, workload, faults, on, seed, set, options, written } = run;
  const named = (value: string): string => (isPath(value) ? fromHere(value, suiteFile) : value);
  return [
    named(target),
    ...(written.includes('workload') ? [`--workload=${named(workload)}`] : []),
    // A schedule by hand goes with no others.
    ...(written.includes('faults') && options['schedule'] === undefined ? [`--faults=${faults}`] : []),
    ...(written.includes('on') ? [`--on=${on}`] : []),
    `--seed=${seed}`,
    ...Object.entries(set).map(([name, value]) => `--set=${name}=${textOf(value)}`),
    ...Object.entries(options).flatMap(([name, value]) => wordOf(name, value, suiteFile)),
  ];
}

function wordOf(name: string, value: string | number | boolean, suiteFile: string): readonly string[] {
  if (typeof value === 'boolean') return value ? [`--${name}`] : [];
  const text = String(value);
  const isFile = FILES.includes(name) || (name === 'hosts' && /\.(ya?ml|json)$/i.test(text));
  return [`--${name}=${isFile ? fromHere(text, suiteFile) : text}`];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A path that the suite names, as it is called from the working directory. */
function fromHere(path: string, suiteFile: string): string {
  if (isAbsolute(path)) return path;
  const here = relative(process.cwd(), join(dirname(suiteFile), path));
  return here.startsWith('.') || isAbsolute(here) ? here : `./${here}`;
}
