/** Combinators that change or drop operations. */
import type { Generator, GeneratorContext, GeneratorStep, OperationDraft } from '../contracts/generator.js';
import { forked, LOG, rewrap, wrapping } from './step.js';

/** Drops in a row after which a filter is taken to drop everything. */
const MAX_DROPS = 1_000;

/** Every operation changed; messages stay as they are. */
export function map(change: (draft: OperationDraft) => OperationDraft, generator: Generator): Generator {
  const next = (context: GeneratorContext): GeneratorStep => {
    const step = generator.next(context);
    const wrapped = rewrap(step, (rest) => map(change, rest));
    return wrapped.kind === 'operation' && wrapped.operation.f !== LOG
      ? { ...wrapped, operation: change(wrapped.operation) }
      : wrapped;
  };
  return wrapping(generator, next, (child) => map(change, child));
}

/** Only the operations that `keep` says yes to, and every message. Throws after 1,000 drops in a row. */
export function filter(keep: (draft: OperationDraft) => boolean, generator: Generator): Generator {
  const next = (context: GeneratorContext): GeneratorStep => {
    let child = generator;
    for (let drops = 0; drops < MAX_DROPS; drops += 1) {
      // A dropped operation is not counted by the run, so the draws must be told apart here.
      const step = child.next(drops === 0 ? context : forked(context, `filter${drops}`));
      if (step.kind !== 'operation' || step.operation.f === LOG || keep(step.operation))
        return rewrap(step, (rest) => filter(keep, rest));
      child = step.next;
    }
    throw new Error(`a filter dropped ${MAX_DROPS} operations in a row`);
  };
  return wrapping(generator, next, (child) => filter(keep, child));
}
