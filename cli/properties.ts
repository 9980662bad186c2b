/** Every property by name, and what it needs to become a checker. */
import { adyaG2 } from '../checkers/adya-g2/index.js';
import { availability } from '../checkers/availability/index.js';
import { BANK_LEVELS, bank, bankAt } from '../checkers/bank/index.js';
import { causal } from '../checkers/causal/index.js';
import { causalReverse } from '../checkers/causal-reverse/index.js';
import { convergence } from '../checkers/convergence/index.js';
import { counter } from '../checkers/counter/index.js';
import { fencing } from '../checkers/fencing/index.js';
import { increments } from '../checkers/increments/index.js';
import { leader } from '../checkers/leader/index.js';
import { linearizable, modelNames } from '../checkers/linearizable/index.js';
import { log } from '../checkers/log/index.js';
import { longFork } from '../checkers/long-fork/index.js';
import { monotonic } from '../checkers/monotonic/index.js';
import { mutualExclusion } from '../checkers/mutual-exclusion/index.js';
import { QUEUE_LEVELS, queueChecker } from '../checkers/queue/index.js';
import { recovery } from '../checkers/recovery/index.js';
import { SESSION_LEVELS, sessions } from '../checkers/sessions/index.js';
import { SET_LEVELS, setChecker } from '../checkers/set/index.js';
import { LEVELS, transactions } from '../checkers/transactions/index.js';
import { uniqueIds } from '../checkers/unique-ids/index.js';
import { idOrder } from '../checkers/unique-ids/order.js';
import { uniqueNames } from '../checkers/unique-names/index.js';
import type { Checker } from '../harness/contracts/checker.js';
import { UsageError } from '../harness/contracts/errors.js';
import type { Test } from '../harness/contracts/test.js';
import type { AnyWorkload } from '../harness/contracts/workload.js';
import { loadModel, named } from './catalogue.js';

/** A property of the catalogue. */
export interface PropertyEntry {
  readonly name: string;
  readonly describe: string;
  readonly models: readonly string[];
  /** Names, or one example where a level is a number. */
  readonly levels: readonly string[];
  /** Every run can be judged by it, whatever its workload. */
  readonly universal?: true;
  /** `model` is a name, or a file of the user's own. Throws UsageError for what the property does not know. */
  readonly create: (choice: { readonly model?: string; readonly level?: string }) => Promise<Checker>;
}

export const properties: readonly PropertyEntry[] = [
  {
    name: 'linearizable',
    describe: 'every operation takes effect at one moment between its call and its answer',
    models: modelNames,
    levels: [],
    create: async ({ model, level }) => {
      if (level !== undefined) throw notKnown('linearizable', 'levels', '--model');
      if (model === undefined) {
        throw new UsageError('linearizable needs a model', {
          code: 'no-model',
          hint: `add --model, one of ${modelNames.join(', ')}, or a file of your own`,
        });
      }
      return linearizable(await loadModel(model));
    },
  },
  leveled(transactions, LEVELS, 'which levels of isolation the transactions satisfy (list-append, or registers)'),
  leveled(({ level }) => (level === undefined ? bank() : bankAt(level)), BANK_LEVELS),
  ...[longFork, adyaG2].map(plain),
  leveled(setChecker, SET_LEVELS),
  leveled(queueChecker, QUEUE_LEVELS),
  ...[log, counter, increments, uniqueIds, idOrder, uniqueNames].map(plain),
  ...[mutualExclusion, fencing, leader].map(plain),
  ...[causal, causalReverse].map(plain),
  leveled(sessions, SESSION_LEVELS),
  ...[monotonic, convergence].map(plain),
  measured(availability, '99.9%@200ms'),
  measured(recovery, '10s'),
];

/** The checker of a run: of the property that it is judged by, at its level. Throws UsageError for an unknown level. */
export async function checkerFor(workload: AnyWorkload, { property, level }: Test['judge']): Promise<Checker> {
  const own = [workload.checker, ...(workload.alsoJudgedBy ?? [])].find((each) => each.property === property);
  if (own !== undefined && level === undefined) return own;
  return named('property', properties, property).create(level === undefined ? {} : { level });
}

/** What the runs of a workload can be judged by. */
export function judgesOf({ checker, alsoJudgedBy = [] }: AnyWorkload): readonly { readonly name: string }[] {
  const own = [checker, ...alsoJudgedBy].map(({ property }) => ({ name: property }));
  return [...own, ...properties.filter(({ universal }) => universal === true)];
}

/** A property of every run, with a level that is a figure: its factory refuses what is none. */
function measured(factory: (options: { readonly level?: string }) => Checker, example: string): PropertyEntry {
  const entry = leveled(factory, [example]);
  return {
    ...entry,
    universal: true,
    create: async ({ model, level }) => {
      if (model !== undefined) throw notKnown(entry.name, 'models', '--level');
      return factory(level === undefined ? {} : { level });
    },
  };
}

/** A property with levels that have names. */
function leveled(
  factory: (options: { readonly level?: string }) => Checker,
  levels: readonly string[],
  about?: string,
): PropertyEntry {
  const { property, describe } = factory({});
  return {
    name: property,
    describe: about ?? describe,
    models: [],
    levels,
    create: async ({ model, level }) => {
      if (model !== undefined) throw notKnown(property, 'models', '--level');
      const names = levels.map((name) => ({ name }));
      return factory(level === undefined ? {} : { level: named('level', names, level).name });
    },
  };
}

/** A property without models and levels. */
function plain(checker: Checker): PropertyEntry {
  const { property, describe } = checker;
  return {
    name: property,
    describe,
    models: [],
    levels: [],
    create: async ({ model, level }) => {
      if (model !== undefined) throw notKnown(property, 'models', 'neither models nor levels');
      if (level !== undefined) throw notKnown(property, 'levels', 'neither models nor levels');
      return checker;
    },
  };
}

function notKnown(property: string, what: string, instead: string): UsageError {
  return new UsageError(`${property} knows no ${what}`, {
    code: 'bad-option',
    value: property,
    hint: `it knows ${instead}`,
  });
}
