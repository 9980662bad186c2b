/** Every target, workload and fault by name; every property is in properties.ts. No other place knows them. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { distance } from 'fastest-levenshtein';
import {
  type AnyModel,
  defineModel,
  describedModels,
  type ModelDraft,
  modelNamed,
  modelNames,
} from '../checkers/linearizable/index.js';
import { messageOf, UsageError } from '../harness/contracts/errors.js';
import type { AnyFault } from '../harness/contracts/fault.js';
import type { AnyTarget } from '../harness/contracts/target.js';
import { importUserModule } from '../harness/contracts/user-module.js';
import type { AnyWorkload } from '../harness/contracts/workload.js';
import { faults } from '../nemeses/index.js';
import { adyaG2 } from '../workloads/adya-g2.js';
import { bank } from '../workloads/bank.js';
import { causal } from '../workloads/causal.js';
import { causalReverseWorkload } from '../workloads/causal-reverse.js';
import { convergence } from '../workloads/convergence.js';
import { counterWorkload } from '../workloads/counter.js';
import { idOrder } from '../workloads/id-order.js';
import { kv } from '../workloads/kv.js';
import { leader } from '../workloads/leader.js';
import { lease } from '../workloads/lease.js';
import { listAppend } from '../workloads/list-append.js';
import { lock } from '../workloads/lock.js';
import { log } from '../workloads/log.js';
import { longFork } from '../workloads/long-fork.js';
import { monotonic } from '../workloads/monotonic.js';
import { queue } from '../workloads/queue.js';
import { register } from '../workloads/register.js';
import { rwRegister } from '../workloads/rw-register.js';
import { sequentialIncrements } from '../workloads/sequential-increments.js';
import { sessions } from '../workloads/sessions.js';
import { set } from '../workloads/set.js';
import { setFull } from '../workloads/set-full.js';
import { uniqueIds } from '../workloads/unique-ids.js';
import { uniqueNames } from '../workloads/unique-names.js';

/** Each is loaded when it is asked for: the libraries of all their clients take as long to load as everything else. */
const targets: Readonly<Record<string, () => Promise<{ readonly default: AnyTarget }>>> = {
  reference: () => import('../targets/reference/target.js'),
  etcd: () => import('../targets/etcd/target.js'),
  mariadb: () => import('../targets/mariadb/target.js'),
  nats: () => import('../targets/nats/target.js'),
  postgres: () => import('../targets/postgres/target.js'),
  rabbitmq: () => import('../targets/rabbitmq/target.js'),
  redis: () => import('../targets/redis/target.js'),
  zookeeper: () => import('../targets/zookeeper/target.js'),
};
export const workloads: readonly AnyWorkload[] = [
  ...[register, kv, listAppend, rwRegister, bank, longFork, adyaG2],
  ...[set, setFull, queue, log, counterWorkload, sequentialIncrements],
  ...[uniqueIds, idOrder, uniqueNames, lock, lease, leader],
  ...[causal, causalReverseWorkload, sessions, monotonic, convergence],
];
export { describedModels as models, faults };

/** The entry of that name. Throws UsageError with the nearest names. */
export function named<T extends { readonly name: string }>(kind: string, entries: readonly T[], name: string): T {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const sorted = [...entries].sort((a, b) => distance(name, a.name) - distance(name, b.name)).slice(0, 3);
  const close = sorted.filter((entry) => distance(name, entry.name) * 2 <= Math.max(name.length, entry.name.length));
  const nearest = close.length > 0 ? close : sorted;
  throw new UsageError(`there is no ${kind} "${name}"`, {
    code: `unknown-${kind}`,
    value: name,
    hint: `did you mean ${nearest.map((entry) => entry.name).join(', ')}?${listHint(kind)}`,
  });
}

export const faultNamed = (name: string): AnyFault => named('fault', faults, name);

/** A target by name, or from a file of the user's own. */
export async function loadTarget(nameOrPath: string): Promise<AnyTarget> {
  if (isPath(nameOrPath)) return loadFile<AnyTarget>('target', nameOrPath, ['processes', 'clients', 'options']);
  const entries = Object.entries(targets).map(([name, load]) => ({ name, load }));
  return (await named('target', entries, nameOrPath).load()).default;
}

/** All that come with Faultline. */
export function loadTargets(): Promise<readonly AnyTarget[]> {
  return Promise.all(Object.keys(targets).map(loadTarget));
}

/** A workload by name, or from a file of the user's own. */
export async function loadWorkload(nameOrPath: string): Promise<AnyWorkload> {
  if (!isPath(nameOrPath)) return named('workload', workloads, nameOrPath);
  return loadFile<AnyWorkload>('workload', nameOrPath, ['generator', 'invoke', 'checker']);
}

/** A model by name, or from a file of the user's own, whose default export is given to `defineModel`. */
export async function loadModel(nameOrPath: string): Promise<AnyModel> {
  if (isPath(nameOrPath)) {
    const draft = await loadFile<ModelDraft<unknown>>('model', nameOrPath, ['name', 'init']);
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

async function loadFile<T extends { readonly name: string }>(
  kind: string,
  nameOrPath: string,
  members: readonly string[],
): Promise<T> {
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
