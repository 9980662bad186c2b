/** Where operations come from: a draft, or a function that makes one. */
import type { Generator, GeneratorContext, OperationDraft } from '../contracts/generator.js';
import { emit, FINISHED, forked, freeThread, LOG, pending } from './step.js';

/**
 * The same draft for ever, or what a function makes of the context, until it answers null. The function must draw
 * from context.random alone: then the same seed gives the same operations. A draft that names no thread goes to a free
 * client thread; one that names a busy thread waits for it.
 */
export function operations(source: OperationDraft | ((context: GeneratorContext) => OperationDraft | null)): Generator {
  const self: Generator = {
    next: (context) => {
      if (context.free.length === 0) return pending(self);
      // A fork, so that what is drawn here changes nothing for whoever asks again with the same context.
      const draft = typeof source === 'function' ? source(forked(context, '')) : source;
      if (draft === null) return FINISHED;
      if (draft.thread !== undefined && !context.threads.includes(draft.thread))
        throw new Error(`operation ${draft.f} names thread ${draft.thread}, which its generator may not use`);
      const thread = draft.thread ?? freeThread(context);
      if (thread === undefined || !context.free.includes(thread)) return pending(self);
      // Measured: with the spread first, the interpreter drives a third as many operations a second.
      return emit(draft.thread === undefined ? { thread, ...draft } : draft, self);
    },
    update: () => self,
  };
  return self;
}

/** Says something once. It needs no thread and does not reach the history. */
export function log(message: string): Generator {
  const said: Generator = { next: () => FINISHED, update: () => said };
  const self: Generator = { next: () => emit({ f: LOG, value: message }, said), update: () => self };
  return self;
}
