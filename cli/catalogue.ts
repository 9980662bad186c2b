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
import etcd from '../targets/etcd/target.js';
import mariadb from '../targets/mariadb/target.js';
import nats from '../targets/nats/target.js';
import postgres from '../targets/postgres/target.js';
import rabbitmq from '../targets/rabbitmq/target.js';
import redis from '../targets/redis/target.js';
import reference from '../targets/reference/target.js';
import zookeeper from '../targets/zookeeper/target.js';
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

export const targets: readonly AnyTarget[] = [reference, etcd, mariadb, nats, postgres, rabbitmq, redis, zookeeper];
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
export function loadTarget(nameOrPath: string): Promise<AnyTarget> {
  return load('target', targets, nameOrPath, ['processes', 'clients', 'options']);
}

/** A workload by name, or from a file of the user's own. */
export function loadWorkload(nameOrPath: string): Promise<AnyWorkload> {
  return load('workload', workloads, nameOrPath, ['generator', 'invoke', 'checker']);
}

/** A model by name, or from a file of the user's own, whose default export is given to `defineModel`. */
export async function loadModel(nameOrPath: string): Promise<AnyModel> {
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
