/** Combinators that put generators one after the other. */
import type { Generator, GeneratorContext, GeneratorStep } from '../contracts/generator.js';
import { FINISHED, forked, pending, rewrap, wrapping } from './step.js';

/** One after the other; the next begins when the one before has nothing more to emit. */
export function sequence(...generators: readonly Generator[]): Generator {
  const [first, ...rest] = generators;
  if (first === undefined) return { next: () => FINISHED, update: () => sequence() };
  const next = (context: GeneratorContext): GeneratorStep => {
    const step = first.next(forked(context, `sequence${rest.length}`));
    if (step.kind === 'finished') return sequence(...rest).next(context);
    return rewrap(step, (left) => sequence(left, ...rest));
  };
  return wrapping(first, next, (child) => sequence(child, ...rest));
}

/**
 * `sequence` of two, read from left to right. Not named `then`: a module that exports `then` cannot be imported
 * dynamically, for `await` takes it for a promise.
 */
export function andThen(first: Generator, second: Generator): Generator {
  return sequence(first, second);
}

/** Begins when every thread is free. */
export function synchronize(generator: Generator): Generator {
  const self: Generator = {
    next: (context) => {
      if (context.free.length < context.threads.length) return pending(self);
      return generator.next(context);
    },
    update: (context, event) => synchronize(generator.update(context, event)),
  };
  return self;
}

/** One after the other, and each begins when everything of the one before has completed. */
export function phases(...generators: readonly Generator[]): Generator {
  return sequence(...generators.map(synchronize));
}

/** One operation of the first, one of the second, and so on in turn, until one of them ends. */
export function flipFlop(first: Generator, second: Generator): Generator {
  return {
    next: (context) => {
      const step = first.next(context);
      if (step.kind === 'operation') return { ...step, next: flipFlop(second, step.next) };
      return rewrap(step, (rest) => flipFlop(rest, second));
    },
    update: (context, event) => flipFlop(first.update(context, event), second.update(context, event)),
  };
}
