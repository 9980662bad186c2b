/** The small shapes that every combinator is written with. */
import type {
  Generator,
  GeneratorContext,
  GeneratorEvent,
  GeneratorStep,
  OperationDraft,
  Thread,
} from '../contracts/generator.js';

export const FINISHED: GeneratorStep = { kind: 'finished' };

/** Nanoseconds in a millisecond. */
export const NS_PER_MS = 1e6;

/** "Nothing yet", to be asked again after an event, or at `until`. */
export function pending(next: Generator, until?: number): GeneratorStep {
  return until === undefined ? { kind: 'pending', next } : { kind: 'pending', next, until };
}

export function emit(operation: OperationDraft, next: Generator): GeneratorStep {
  return { kind: 'operation', operation, next };
}

/** A step with the generator that follows wrapped again; a finished one stays finished. */
export function rewrap(step: GeneratorStep, wrap: (next: Generator) => Generator): GeneratorStep {
  return step.kind === 'finished' ? step : { ...step, next: wrap(step.next) };
}

/** The context with a random source of its own, so that siblings do not feel each other's draws. */
export function forked(context: GeneratorContext, label: string): GeneratorContext {
  return { ...context, random: context.random.fork(label) };
}

/** The context of some of the threads. */
export function restricted(context: GeneratorContext, belongs: (thread: Thread) => boolean): GeneratorContext {
  return { ...context, threads: context.threads.filter(belongs), free: context.free.filter(belongs) };
}

/** A generator of one child whose events only pass through. */
export function wrapping(
  child: Generator,
  next: (context: GeneratorContext) => GeneratorStep,
  wrap: (child: Generator) => Generator,
): Generator {
  const self: Generator = {
    next,
    update: (context: GeneratorContext, event: GeneratorEvent) => {
      const updated = child.update(context, event);
      return updated === child ? self : wrap(updated);
    },
  };
  return self;
}

/** The earlier of two moments, either of which may be missing. */
export function earlier(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined) return right;
  return right === undefined ? left : Math.min(left, right);
}
