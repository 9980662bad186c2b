/** Plans a run of a suite as `faultline run` would, and says where in the file stands what cannot be. */
import { CommanderError } from 'commander';
import { messageOf, UsageError } from '../../harness/contracts/errors.js';
import type { Test } from '../../harness/contracts/test.js';
import type { LookAt } from '../capabilities.js';
import { plansOfWords } from '../run.js';
import { valueAt } from './misshapen.js';
import { errorAt, type Path, type SuiteText } from './places.js';
import type { ListedRun } from './spec.js';
import { wordsOf } from './words.js';

export interface PlannedRun extends ListedRun {
  /** Of `faultline run`, without `run` itself. */
  readonly words: readonly string[];
  readonly test: Test;
  /** Of its entry in the file. */
  readonly line: number;
}

/** The key that an error is about, by its code. */
const KEY_OF: Readonly<Record<string, string>> = {
  ...{ 'unknown-target': 'target', 'bad-target': 'target', 'no-client': 'workload' },
  ...{ 'unknown-workload': 'workload', 'bad-workload': 'workload', 'no-claim': 'workload' },
  ...{ 'unknown-fault': 'faults', 'bad-faults': 'faults', 'bad-parameter': 'faults', 'impossible-fault': 'faults' },
  ...{
    'not-admitted': 'faults',
    'unknown-victims': 'faults',
    'bad-client-hosts': 'client-hosts',
    'unknown-option': 'set',
    'bad-option': 'set',
    'bad-nodes': 'nodes',
  },
  ...{ 'unknown-property': 'judge', 'unknown-level': 'judge', 'unknown-plant': 'plant', 'bad-schedule': 'schedule' },
};

/** Throws UsageError 'bad-suite'. */
export async function planRun(run: ListedRun, text: SuiteText, look: LookAt): Promise<PlannedRun> {
  const words = wordsOf(run, text.file);
  const tests = await plansOfWords(words, look).then(
    (plans) => plans.map(({ test }) => test),
    (error: unknown) => {
      throw told(error, run, text);
    },
  );
  const [test] = tests;
  if (test === undefined || tests.length > 1) {
    const key = run.options['mix'] === 'alone' ? 'mix' : 'workload';
    throw errorAt(text, placeOf(run, key, text), `this makes ${tests.length} runs; write a list instead`, {
      value: run.options['mix'] ?? run.workload,
      hint: 'each of the values of a list makes a run of its own',
    });
  }
  return { ...run, words, test, line: text.lineOf(run.path) };
}

function told(error: unknown, run: ListedRun, text: SuiteText): unknown {
  if (error instanceof CommanderError) {
    const [, option = ''] = /option '(?:-\w, )?--([\w-]+)/.exec(error.message) ?? [];
    const key = option === 'seed' ? 'seeds' : option;
    const [, given, what] = /argument '(.*?)' is invalid\. (.*)/s.exec(error.message) ?? [];
    const said = what ?? error.message.replace(/^error: /, '');
    const quoted = given === undefined || said.includes(given) ? said : `"${given}": ${said}`;
    return errorAt(text, placeOf(run, key, text), quoted, { value: given, cause: error });
  }
  if (!(error instanceof UsageError)) return error;
  const path = placeOf(run, KEY_OF[error.code] ?? '', text, error.value);
  const { value, hint, cause } = error;
  return errorAt(text, path, messageOf(error), { value, cause, ...(hint === undefined ? {} : { hint }) });
}

/** Where a key of a run is written: in its entry, in what holds that, or among the common options; or else its entry. */
function placeOf(run: ListedRun, key: string, text: SuiteText, value?: unknown): Path {
  if (key === '') return run.path;
  const holders: Path[] = [run.path, run.path.slice(0, 2), ['options']];
  const path = holders.map((holder) => [...holder, key]).find((each) => valueAt(text.value, each) !== undefined);
  if (path === undefined) return run.path;
  const written = valueAt(text.value, path);
  if (Array.isArray(written)) {
    const own =
      key === 'seeds' ? run.seed : (Object.entries(run).find(([name]) => name === key)?.[1] ?? run.options[key]);
    const at = written.indexOf(own);
    return at < 0 ? path : [...path, at];
  }
  const inner = typeof value === 'string' ? [...path, value] : path;
  return key === 'set' && valueAt(text.value, inner) !== undefined ? inner : path;
}
