/** Faults that ask something of the target which not every target can do. */
import { UsageError } from '../harness/contracts/errors.js';
import type { AnyFault } from '../harness/contracts/fault.js';
import type { AnyTarget } from '../harness/contracts/target.js';

/** Does the target have the functions that the fault calls? */
export function isAnswered({ asksTarget }: AnyFault, target: AnyTarget): boolean {
  return asksTarget === undefined || target[asksTarget] !== undefined;
}

/** Throws UsageError 'impossible-fault' for the first that the target cannot be asked for. */
export function requireAnswered(faults: readonly AnyFault[], target: AnyTarget): void {
  const silent = faults.find((fault) => !isAnswered(fault, target));
  if (silent === undefined) return;
  throw new UsageError(`${silent.name} cannot be done to ${target.name}: it has no ${silent.asksTarget} functions`, {
    code: 'impossible-fault',
    value: silent.name,
    hint: `leave it out, or write ${silent.asksTarget} into the target`,
  });
}
