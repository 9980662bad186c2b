/** Where operations come from: a draft, or a function that makes one. */
import type { Generator, GeneratorContext, OperationDraft } from '../contracts/generator.js';
import { emit, FINISHED, pending } from './step.js';

/**
 * The same draft for ever, or what a function makes of the context, until it answers null. The function must draw
 * from context.random alone: then the same seed gives the same operations.
 */
export function operations(source: OperationDraft | ((context: GeneratorContext) => OperationDraft | null)): Generator {
  const self: Generator = {
    next: (context) => {
      const [thread] = context.free;
      if (thread === undefined) return pending(self);
      const draft = typeof source === 'function' ? source(context) : source;
      return draft === null ? FINISHED : emit({ thread, ...draft }, self);
    },
    update: () => self,
  };
  return self;
}

/** The f of a draft that is a message for whoever watches, and no operation. */
export const LOG = ':log';

/** Says something once. It needs no thread and does not reach the history. */
export function log(message: string): Generator {
  const said: Generator = { next: () => FINISHED, update: () => said };
  const self: Generator = { next: () => emit({ f: LOG, value: message }, said), update: () => self };
  return self;
}
