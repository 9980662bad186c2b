/** The models that have names. */
import { UsageError } from '../../../harness/contracts/errors.js';
import type { AnyModel } from '../model.js';
import { appendKvModel, kvModel } from './kv.js';
import { casRegisterModel, registerModel } from './registers.js';

const models: readonly AnyModel[] = [registerModel, casRegisterModel, kvModel];

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

/** Is it one that `modelNamed` or `modelFor` gives? */
export function isBuiltIn(model: AnyModel): boolean {
  return models.includes(model) || model === appendKvModel;
}

/** Stores in which keys are appended to begin with empty strings; in all others a key begins absent. */
export function modelFor(model: AnyModel, functionNames: readonly string[]): AnyModel {
  return model === kvModel && functionNames.includes('append') ? appendKvModel : model;
}
