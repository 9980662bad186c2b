/** The models that have names. */
import { UsageError } from '../../../harness/contracts/errors.js';
import type { AnyModel } from '../model.js';
import { priorityQueueModel, queueModel, stackModel } from './collections.js';
import { counterModel } from './counter.js';
import { appendKvModel, kvModel } from './kv.js';
import { lockModel, mutexModel, semaphoreModel } from './locks.js';
import { logModel } from './log.js';
import { multiRegisterModel } from './multi-register.js';

import { casRegisterModel, registerModel } from './registers.js';
import { setModel, unreadSetModel } from './set.js';

const models: readonly AnyModel[] = [
  registerModel,
  casRegisterModel,
  multiRegisterModel,
  kvModel,
  counterModel,
  setModel,
  queueModel,
  priorityQueueModel,
  stackModel,
  mutexModel,
  lockModel,
  logModel,
];
/** "semaphore:3" is one of three permits. */
const SEMAPHORE = 'semaphore';
const semaphores = new Map<string, AnyModel>();

export const modelNames: readonly string[] = [...models.map(({ name }) => name), SEMAPHORE];

/** What each is, for lists. */
export const describedModels: readonly Pick<AnyModel, 'name' | 'describe'>[] = [
  ...models,
  { name: `${SEMAPHORE}:N`, describe: 'N permits: acquire, release' },
];

/** Throws UsageError 'unknown-model'. */
export function modelNamed(name: string): AnyModel {
  const model = models.find((candidate) => candidate.name === name) ?? semaphoreNamed(name);
  if (model === null) {
    throw new UsageError(`there is no model "${name}"`, {
      code: 'unknown-model',
      value: name,
      hint: `models are ${modelNames.join(', ')}`,
    });
  }
  return model;
}

function semaphoreNamed(name: string): AnyModel | null {
  const [kind, permits, ...rest] = name.split(':');
  if (kind !== SEMAPHORE || rest.length > 0) return null;
  const count = Number(permits);
  if (!Number.isInteger(count) || count < 1) {
    throw new UsageError(`a semaphore needs its number of permits, and "${name}" names none`, {
      code: 'unknown-model',
      value: name,
      hint: 'for three permits it is semaphore:3',
    });
  }
  const model = semaphores.get(name) ?? semaphoreModel(count);
  semaphores.set(name, model);
  return model;
}

/** Is it one that `modelNamed` or `modelFor` gives? */
export function isBuiltIn(model: AnyModel): boolean {
  return [...models, appendKvModel, unreadSetModel].includes(model) || semaphores.get(model.name) === model;
}

/** The model for what a history asks: stores that are appended to begin empty, sets that are never read fall apart. */
export function modelFor(model: AnyModel, functionNames: readonly string[]): AnyModel {
  if (model === kvModel && functionNames.includes('append')) return appendKvModel;
  if (model === setModel && !functionNames.includes('read')) return unreadSetModel;
  return model;
}
