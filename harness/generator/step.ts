/** The small shapes that every combinator is written with. */
import type {
  Generator,
  GeneratorContext,
  GeneratorEvent,
  GeneratorStep,
  OperationDraft,
  Random,
  Thread,
} from '../contracts/generator.js';

export const FINISHED: GeneratorStep = { kind: 'finished' };

/** Nanoseconds in a millisecond. */
export const NS_PER_MS = 1e6;

/** "Nothing yet", to be asked again after an event, or at `until`. */
export function pending(next: Generator, until?: number): GeneratorStep {
  return until === undefined ? { kind: 'pending', next } : { kind: 'pending', next, until };
}

/** The f of a draft that is a message for whoever watches, and no operation. */
export const LOG = ':log';

export function emit(operation: OperationDraft, next: Generator): GeneratorStep {
  return { kind: 'operation', operation, next };
}

/** A step with the generator that follows wrapped again; a finished one stays finished. */
export function rewrap(step: GeneratorStep, wrap: (next: Generator) => Generator): GeneratorStep {
  return step.kind === 'finished' ? step : { ...step, next: wrap(step.next) };
}

/** The context with a random source of its own, so that siblings do not feel each other's draws. */
export function forked(context: GeneratorContext, label: string): GeneratorContext {
  return drawing(context, context.random.fork(label));
}

/** The context with another random source. Written out, not spread, for it is made several times an operation. */
export function drawing(context: GeneratorContext, random: Random): GeneratorContext {
  const { time, threads, free, processOf, processCount } = context;
  return { time, threads, free, processOf, processCount, random };
}

/** The context of some of the threads. */
export function restricted(context: GeneratorContext, belongs: (thread: Thread) => boolean): GeneratorContext {
  return { ...context, threads: context.threads.filter(belongs), free: context.free.filter(belongs) };
}

/** The free thread for a draft that names none: a client's, unless the nemesis' is the only one there is. */
export function freeThread({ threads, free }: GeneratorContext): Thread | undefined {
  const [first] = free;
  if (first !== 'nemesis') return first;
  return free.find((thread) => thread !== 'nemesis') ?? (threads.length === 1 ? first : undefined);
}

/** A generator's next step, in which every operation names its thread, so that threads can be counted. */
export function assigned(generator: Generator, context: GeneratorContext): GeneratorStep {
  const step = generator.next(context);
  if (step.kind !== 'operation' || step.operation.thread !== undefined || step.operation.f === LOG) return step;
  const thread = freeThread(context);
  return thread === undefined ? pending(generator) : emit({ ...step.operation, thread }, step.next);
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
