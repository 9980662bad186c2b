/** Which system model a run is judged under, and which faults that leaves. */
import { InvalidArgumentError } from 'commander';
import { UsageError } from '../harness/contracts/errors.js';
import type { AnyFault } from '../harness/contracts/fault.js';
import {
  beyond,
  MODEL_PARTS,
  type SystemModel,
  systemModelSchema,
  USUAL_MODEL,
  writeSystemModel,
} from '../harness/contracts/system-model.js';
import type { Claim } from '../harness/contracts/target.js';
import type { Test } from '../harness/contracts/test.js';

/** `timing=synchronous,links=reliable`: one part or several. */
export function parseSystemModel(text: string): Partial<SystemModel> {
  const parts = text.split(',').map((part) => part.split('='));
  const parsed = systemModelSchema.partial().safeParse(Object.fromEntries(parts));
  if (parsed.success && parts.every((part) => part.length === 2)) return withoutUndefined(parsed.data);
  const choices = MODEL_PARTS.map((part) => `${part}=${systemModelSchema.shape[part].options.join('|')}`);
  throw new InvalidArgumentError(`"${text}" is no system model; write one part or several of ${choices.join(', ')}.`);
}

export interface ChosenModel {
  readonly systemModel: SystemModel;
  readonly systemModelSource: Test['systemModelSource'];
}

/** What the user named; the rest as the claim is made under, or as usual. */
export function chooseSystemModel(named: Partial<SystemModel> | undefined, claim: Claim | undefined): ChosenModel {
  const base = claim?.under ?? USUAL_MODEL;
  if (named === undefined) return { systemModel: base, systemModelSource: claim === undefined ? 'usual' : 'claim' };
  return { systemModel: { ...base, ...named }, systemModelSource: 'user' };
}

export function isAdmitted(fault: AnyFault, model: SystemModel): boolean {
  return beyond(model, fault.demands).length === 0;
}

/** Throws UsageError 'not-admitted' for the first that is beyond the model: it would break what nobody promises. */
export function requireAdmitted(faults: readonly AnyFault[], model: SystemModel): void {
  for (const { name, demands } of faults) {
    const parts = beyond(model, demands);
    if (parts.length === 0) continue;
    const needed = writeSystemModel(Object.fromEntries(parts.map((part) => [part, demands[part]])));
    const has = writeSystemModel(Object.fromEntries(parts.map((part) => [part, model[part]])));
    throw new UsageError(`${name} goes beyond the system model of this run (${has}): ${demands.because}`, {
      code: 'not-admitted',
      value: name,
      hint: `--system-model ${needed} admits it (docs/system-models.md); the verdict then says so`,
    });
  }
}

function withoutUndefined(model: { readonly [Part in keyof SystemModel]?: SystemModel[Part] | undefined }) {
  return Object.fromEntries(Object.entries(model).filter(([, word]) => word !== undefined)) as Partial<SystemModel>;
}
