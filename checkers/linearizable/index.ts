/** Linearizability: is there one order of all operations, each between its call and its answer, that a single copy allows? */
import type { Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { ValueTable } from '../../harness/history/value-table.js';
import { CallTable } from './calls.js';
import { counterexampleOf } from './counterexample.js';
import { explain } from './explain.js';
import { judgeObject } from './judge.js';
import { type AnyModel, unpromised } from './model.js';
import { isBuiltIn, modelFor } from './models/index.js';
import { type ObjectOperations, splitObjects } from './objects.js';
import { OPEN } from './operations.js';
import { isShareable, judgeInThreads } from './pool.js';
import type { BrokenVerdict, Judging, ObjectVerdict } from './verdicts.js';

export { type AnyModel, type Call, defineModel, ILLEGAL, type Model, type ModelDraft, UNKNOWN } from './model.js';
export { describedModels, modelNamed, modelNames } from './models/index.js';
export { casRegisterModel as casRegister, registerModel as register } from './models/registers.js';

/** How long objects are judged one after the other before threads are started, ms. */
const ALONE_MS = 200;
/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

/** The checker of a model. */
export function linearizable(given: AnyModel): Checker {
  const model = isBuiltIn(given) ? given : unpromised(given);
  return {
    property: 'linearizable',
    holdsOfBeginnings: true,
    describe: `every operation takes effect at one moment between its call and its answer (${model.name})`,
    check: (history, options) => check(history, modelFor(model, history.functionNames), options),
  };
}

interface JudgedObject {
  readonly object: ObjectOperations;
  readonly verdict: ObjectVerdict;
}

async function check(history: History, model: AnyModel, { keyed, budget }: CheckOptions): Promise<Verdict> {
  const values = new ValueTable(history.valueBytes);
  const refuse = (place: number, what: string): Error => badOperation(history, place, what, false);
  const judging: Judging = { source: history, model, values, calls: new CallTable(history, model, refuse), budget };
  const objects = judging.calls.partitioned(splitObjects(history, { keyed, named: model.named === true }));
  const operations = objects.reduce((sum, { from, to }) => sum + to - from, 0);
  const verdict = { property: 'linearizable', operations, details: { keys: objects.length } };
  if (!objects.some(succeededSomewhere)) {
    // What the model does not know is an error all the same.
    for (const object of objects) judging.calls.operationsOf(object);
    const reason = 'no operation succeeded, so there is nothing to judge';
    return { ...verdict, valid: 'unknown', anomalies: [], reason };
  }
  const judged = await judgeAll(judging, objects);
  return concluded(history, judging, verdict, judged);
}

/** One after the other while that is quick; what is left after a while is shared out among threads. */
async function judgeAll(judging: Judging, objects: readonly ObjectOperations[]): Promise<readonly JudgedObject[]> {
  const { source, model, budget } = judging;
  const canShare = isShareable(model);
  // A step of a user's own model may take any time, and only a thread can be stopped in it.
  const aloneUntilMs = model.module === undefined ? budget.now() + ALONE_MS : budget.now();
  const verdicts: ObjectVerdict[] = [];
  for (const [index, object] of objects.entries()) {
    const isWorthIt = model.module !== undefined || (budget.parallelism > 1 && objects.length - index > 1);
    if (canShare && isWorthIt && budget.now() >= aloneUntilMs) {
      const left = objects.slice(index);
      const shared = await judgeInThreads(source, model, left, budget);
      for (const [at, verdict] of shared.entries()) verdicts.push(verdict ?? judgeObject(judging, left[at]!));
      break;
    }
    verdicts.push(judgeObject(judging, object));
  }
  return objects.map((object, index) => ({ object, verdict: verdicts[index]! }));
}

function succeededSomewhere({ columns, from, to }: ObjectOperations): boolean {
  for (let at = from; at < to; at += 1) if (columns.returned[at] !== OPEN) return true;
  return false;
}

function concluded(
  history: History,
  judging: Judging,
  verdict: Pick<Verdict, 'property' | 'operations' | 'details'>,
  judged: readonly JudgedObject[],
): Verdict {
  const undecided: string[] = [];
  const byAlgorithm = new Map<string, number>();
  const broken: { readonly object: ObjectOperations; readonly verdict: BrokenVerdict }[] = [];
  for (const { object, verdict: each } of judged) {
    byAlgorithm.set(each.algorithm, (byAlgorithm.get(each.algorithm) ?? 0) + 1);
    if (each.kind === 'gave-up') undecided.push(sayUndecided(object.key, each.reason, each.reached));
    if (each.kind === 'broken') broken.push({ object, verdict: each });
  }
  // What broke first is told first.
  broken.sort((left, right) => left.verdict.end - right.verdict.end);
  const anomalies = broken.slice(0, MAX_EXPLAINED).map(({ object, verdict: each }) => {
    const few = counterexampleOf(judging, object, each);
    return explain(history, judging.model, { key: object.key, end: each.end, ...few });
  });
  const algorithm = [...byAlgorithm]
    .map(([name, count]) => (byAlgorithm.size === 1 ? name : `${name} (${count} keys)`))
    .join(', ');
  const details = { ...verdict.details, brokenKeys: broken.length, undecidedKeys: undecided.length };
  const [reason] = undecided;
  if (broken.length > 0) return { ...verdict, algorithm, valid: false, anomalies, details };
  if (reason === undefined) return { ...verdict, algorithm, valid: true, anomalies, details };
  return { ...verdict, algorithm, valid: 'unknown', anomalies, details, reason: others(reason, undecided.length - 1) };
}

function sayUndecided(key: string | null, reason: string, reached: number): string {
  return `${reason}; linearizable up to event ${reached}${key === null ? '' : ` of key ${key}`}`;
}

function others(reason: string, count: number): string {
  return count === 0 ? reason : `${reason} (and ${count} more keys undecided)`;
}
