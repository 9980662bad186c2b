/** The only place that knows every target, workload, fault and property by name. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { distance } from 'fastest-levenshtein';
import { fencing } from '../checkers/fencing/index.js';
import {
  type AnyModel,
  defineModel,
  describedModels,
  linearizable,
  type ModelDraft,
  modelNamed,
  modelNames,
} from '../checkers/linearizable/index.js';
import { mutualExclusion } from '../checkers/mutual-exclusion/index.js';
import { LEVELS, transactions } from '../checkers/transactions/index.js';
import type { Checker } from '../harness/contracts/checker.js';
import { messageOf, UsageError } from '../harness/contracts/errors.js';
import type { AnyFault } from '../harness/contracts/fault.js';
import type { AnyTarget } from '../harness/contracts/target.js';
import { importUserModule } from '../harness/contracts/user-module.js';
import type { AnyWorkload } from '../harness/contracts/workload.js';
import { faults } from '../nemeses/index.js';
import etcd from '../targets/etcd/target.js';
import { lock } from '../workloads/lock.js';
import { register } from '../workloads/register.js';

export const targets: readonly AnyTarget[] = [etcd];
export const workloads: readonly AnyWorkload[] = [register, lock];
export { describedModels as models, faults };

/** A property of the catalogue, for `check`: what it needs to become a checker. */
export interface PropertyEntry {
  readonly name: string;
  readonly describe: string;
  readonly models: readonly string[];
  readonly levels: readonly string[];
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
  {
    name: 'transactions',
    describe: 'which levels of isolation the transactions satisfy (list-append, or registers)',
    models: [],
    levels: LEVELS,
    create: async ({ model, level }) => {
      if (model !== undefined) throw notKnown('transactions', 'models', '--level');
      if (level === undefined) return transactions();
      return transactions({
        level: named(
          'level',
          LEVELS.map((name) => ({ name })),
          level,
        ).name,
      });
    },
  },
  plain(mutualExclusion),
  plain(fencing),
];

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

/** The entry of that name. Throws UsageError with the nearest names. */
export function named<T extends { readonly name: string }>(kind: string, entries: readonly T[], name: string): T {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const nearest = [...entries].sort((a, b) => distance(name, a.name) - distance(name, b.name)).slice(0, 3);
  throw new UsageError(`there is no ${kind} "${name}"`, {
    code: `unknown-${kind}`,
    value: name,
    hint: `did you mean ${nearest.map((entry) => entry.name).join(', ')}?${listHint(kind)}`,
  });
}

export const faultNamed = (name: string): AnyFault => named('fault', faults, name);

/** A target by name, or from a file of the user's own. */
export function loadTarget(nameOrPath: string): Promise<AnyTarget> {
  return load('target', targets, nameOrPath, ['processes', 'clients', 'options']);
}

/** A workload by name, or from a file of the user's own. */
export function loadWorkload(nameOrPath: string): Promise<AnyWorkload> {
  return load('workload', workloads, nameOrPath, ['generator', 'invoke', 'checker']);
}

/** A model by name, or from a file of the user's own, whose default export is given to `defineModel`. */
async function loadModel(nameOrPath: string): Promise<AnyModel> {
  if (isPath(nameOrPath)) {
    const draft = await load<ModelDraft<unknown>>('model', [], nameOrPath, ['name', 'init']);
    return { ...defineModel(draft), module: pathToFileURL(resolve(nameOrPath)).href };
  }
  const [kind = ''] = nameOrPath.split(':');
  named(
    'model',
    modelNames.map((name) => ({ name })),
    kind,
  );
  return modelNamed(nameOrPath);
}

/** Is it the file of a user's own? */
export function isPath(nameOrPath: string): boolean {
  return /[/\\]|\.[cm]?[jt]s$/.test(nameOrPath);
}

async function load<T extends { readonly name: string }>(
  kind: string,
  entries: readonly T[],
  nameOrPath: string,
  members: readonly string[],
): Promise<T> {
  if (!isPath(nameOrPath)) return named(kind, entries, nameOrPath);
  const path = resolve(nameOrPath);
  if (!existsSync(path)) {
    throw new UsageError(`there is no file ${path}`, { code: `unknown-${kind}`, value: nameOrPath });
  }
  let module: { readonly default?: unknown };
  try {
    module = await importUserModule(pathToFileURL(path).href);
  } catch (error) {
    throw new UsageError(`${path} could not be loaded: ${messageOf(error)}`, { code: `bad-${kind}`, cause: error });
  }
  const value = module.default;
  if (!isObject(value) || members.some((member) => !(member in value))) {
    throw new UsageError(`${path} has no ${kind} as its default export`, {
      code: `bad-${kind}`,
      hint: `export default define${kind.charAt(0).toUpperCase()}${kind.slice(1)}({ … }), with ${members.join(', ')}`,
    });
  }
  return value as unknown as T;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Where all names of a kind are to be seen, when there is such a place. */
function listHint(kind: string): string {
  const lists: Readonly<Record<string, string>> = {
    target: 'targets',
    workload: 'workloads',
    fault: 'faults',
    property: 'properties',
    model: 'models',
    level: 'properties',
  };
  return lists[kind] === undefined ? '' : ` (faultline list ${lists[kind]})`;
}
