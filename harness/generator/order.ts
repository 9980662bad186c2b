/** Combinators that put generators one after the other. */
import type { Generator, GeneratorContext, GeneratorStep } from '../contracts/generator.js';
import { FINISHED, LOG, pending, rewrap, wrapping } from './step.js';
import { streams } from './stream.js';

/** One after the other; the next begins when the one before has nothing more to emit. */
export function sequence(...generators: readonly Generator[]): Generator {
  const [first = nothing] = generators;
  return wrapping(
    first,
    (context) => inTurn(streams(generators, context, 'sequence'), 0).next(context),
    (child) => sequence(child, ...generators.slice(1)),
  );
}

const nothing: Generator = { next: () => FINISHED, update: () => nothing };

/** From `at` on. The current one stands in `generators`, the others as they were: a long sequence is not copied. */
function inTurn(generators: readonly Generator[], at: number, current = generators[at]): Generator {
  if (current === undefined) return nothing;
  const next = (context: GeneratorContext): GeneratorStep => {
    let step = current.next(context);
    let now = at;
    while (step.kind === 'finished') {
      now += 1;
      const following = generators[now];
      if (following === undefined) return FINISHED;
      step = following.next(context);
    }
    return rewrap(step, (left) => inTurn(generators, now, left));
  };
  return wrapping(current, next, (child) => inTurn(generators, at, child));
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

/** One operation of the first, one of the second, and so on in turn, until one of them ends. Messages take no turn. */
export function flipFlop(first: Generator, second: Generator): Generator {
  return {
    next: (context) => {
      const step = first.next(context);
      if (step.kind === 'operation' && step.operation.f !== LOG) return { ...step, next: flipFlop(second, step.next) };
      return rewrap(step, (rest) => flipFlop(rest, second));
    },
    update: (context, event) => flipFlop(first.update(context, event), second.update(context, event)),
  };
}
