/** Linearizability: is there one order of all operations, each between its call and its answer, that a single copy allows? */
import type { Anomaly, Budget, Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import { UsageError } from '../../harness/contracts/errors.js';
import type { History } from '../../harness/contracts/history.js';
import { explain } from './explain.js';
import { appendKvModel, kvModel } from './kv.js';
import type { AnyModel } from './model.js';
import { mutexModel } from './mutex.js';
import { type Entry, type KeyedEntries, prepare } from './prepare.js';
import { casRegisterModel, registerModel } from './registers.js';
import { type SearchResult, search } from './search.js';
import { breakingOperation, judgeByZones } from './zones.js';

export { type Call, ILLEGAL, type Model, UNKNOWN } from './model.js';
export { casRegisterModel as casRegister, registerModel as register } from './registers.js';

const models: readonly AnyModel[] = [registerModel, casRegisterModel, kvModel, mutexModel];

/** How a key was judged, as the verdict names it. */
const ZONES = 'zones (Gibbons and Korach)';
const SEARCH = 'just-in-time linearization';
/** How long the states that were possible are looked for once a key is known to be broken, ms. */
const STATES_TIME_MS = 500;
/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

export const modelNames: readonly string[] = models.map(({ name }) => name);

/** Throws UsageError 'unknown-model'. */
export function modelNamed(name: string): AnyModel {
  const model = models.find((candidate) => candidate.name === name);
  if (model === undefined) {
    throw new UsageError(`there is no model "${name}"`, {
      code: 'unknown-model',
      value: name,
      hint: `models are ${modelNames.join(', ')}`,
    });
  }
  return model;
}

/** The checker of a model. */
export function linearizable(model: AnyModel): Checker {
  return {
    property: 'linearizable',
    describe: `every operation takes effect at one moment between its call and its answer (${model.name})`,
    check: (history, options) => check(history, model, options),
  };
}

function check(history: History, model: AnyModel, options: CheckOptions): Verdict {
  const keys = prepare(history, model, options.keyed);
  const operations = keys.reduce((sum, { entries }) => sum + entries.length, 0);
  const verdict = {
    property: 'linearizable',
    operations,
    details: { keys: keys.length },
  };
  if (!keys.some(({ entries }) => entries.some(({ returned }) => returned !== null))) {
    return {
      ...verdict,
      valid: 'unknown',
      anomalies: [],
      reason: 'no operation succeeded, so there is nothing to judge',
    };
  }
  const anomalies: Anomaly[] = [];
  const undecided: string[] = [];
  const keysBy = new Map<string, number>();
  let broken = 0;
  for (const each of keys) {
    const keyModel = modelFor(model, each);
    const zones = judgeByZones(keyModel, each.entries);
    const algorithm = zones.applies ? ZONES : SEARCH;
    keysBy.set(algorithm, (keysBy.get(algorithm) ?? 0) + 1);
    if (zones.applies && zones.conflict === null) continue;
    if (zones.applies && anomalies.length >= MAX_EXPLAINED) {
      broken += 1;
      continue;
    }
    const result = zones.applies
      ? breakage(keyModel, each.entries, options.budget)
      : search(keyModel, each.entries, options.budget);
    if (result.kind === 'gave-up') undecided.push(sayUndecided(each, result.reason, result.reached));
    if (result.kind !== 'broken') continue;
    broken += 1;
    if (anomalies.length >= MAX_EXPLAINED) continue;
    const { culprit, possible } = result;
    anomalies.push(explain(history, model, { key: each.key, entries: each.entries, culprit, possible }));
  }
  const algorithm = [...keysBy]
    .map(([name, count]) => (keysBy.size === 1 ? name : `${name} (${count} keys)`))
    .join(', ');
  const details = { ...verdict.details, brokenKeys: broken, undecidedKeys: undecided.length };
  const [reason] = undecided;
  if (broken > 0) return { ...verdict, algorithm, valid: false, anomalies: anomalies.sort(byTime), details };
  if (reason === undefined) return { ...verdict, algorithm, valid: true, anomalies, details };
  return { ...verdict, algorithm, valid: 'unknown', anomalies, details, reason: others(reason, undecided.length - 1) };
}

/**
 * Where a conflict of zones breaks the history, with the states that were possible then, if a short search can tell
 * them: the conflict alone is proof enough.
 */
function breakage(model: AnyModel, entries: readonly Entry[], budget: Budget): SearchResult {
  const deadlineMs = Math.min(budget.deadlineMs, budget.now() + STATES_TIME_MS);
  const searched = search(model, entries, { ...budget, deadlineMs });
  return searched.kind === 'broken'
    ? searched
    : { kind: 'broken', culprit: breakingOperation(model, entries), possible: [] };
}

/** Stores in which keys are appended to begin with an empty string; in all others a key begins absent. */
function modelFor(model: AnyModel, { entries }: KeyedEntries): AnyModel {
  return model === kvModel && entries.some(({ call }) => call.f === 'append') ? appendKvModel : model;
}

function sayUndecided({ key }: KeyedEntries, reason: string, reached: number): string {
  return `${reason}; linearizable up to event ${reached}${key === null ? '' : ` of key ${key}`}`;
}

function others(reason: string, count: number): string {
  return count === 0 ? reason : `${reason} (and ${count} more keys undecided)`;
}

function byTime(left: Anomaly, right: Anomaly): number {
  return (left.time ?? 0) - (right.time ?? 0);
}
