/** Combinators that say when: rates, spacings, pauses. */
import type { Generator, GeneratorContext, GeneratorStep } from '../contracts/generator.js';
import { FINISHED, forked, LOG, NS_PER_MS, pending, rewrap, wrapping } from './step.js';

/**
 * How far the operations that should have begun may lag behind before the rest of the lag is forgiven, ns. Without a
 * bound, a minute in which every client hangs would be made up for by a flood.
 */
const MAX_LAG_NS = 1e9;

/** Operations at random moments, `meanMs` apart on average, exponentially distributed. */
export function stagger(meanMs: number, generator: Generator): Generator {
  return spaced(
    (context) => context.random.fork('stagger').exponential(meanMs * NS_PER_MS),
    MAX_LAG_NS,
    null,
    generator,
  );
}

/** `perSecond` operations a second on average, at random moments. */
export function rate(perSecond: number, generator: Generator): Generator {
  return stagger(1_000 / perSecond, generator);
}

/** Operations at least `ms` apart. */
export function delay(ms: number, generator: Generator): Generator {
  return spaced(() => ms * NS_PER_MS, 0, null, generator);
}

/**
 * The time of a draft is when it should begin, though every client be busy then: so a target that makes its clients
 * wait cannot hide it.
 */
function spaced(
  gapNs: (context: GeneratorContext) => number,
  maxLagNs: number,
  dueNs: number | null,
  generator: Generator,
): Generator {
  const next = (context: GeneratorContext): GeneratorStep => {
    const due = Math.max(dueNs ?? context.time, context.time - maxLagNs);
    const step = generator.next(forked(context, 'spaced'));
    // A message is no operation: it takes no place among them.
    if (step.kind !== 'operation' || step.operation.f === LOG)
      return rewrap(step, (rest) => spaced(gapNs, maxLagNs, dueNs, rest));
    const time = Math.max(due, step.operation.time ?? due);
    return {
      kind: 'operation',
      // The first form is several times quicker, and the usual one.
      operation: step.operation.time === undefined ? { time, ...step.operation } : { ...step.operation, time },
      next: spaced(gapNs, maxLagNs, time + gapNs(context), step.next),
    };
  };
  return wrapping(generator, next, (child) => spaced(gapNs, maxLagNs, dueNs, child));
}

/** Nothing for `ms`. */
export function sleep(ms: number): Generator {
  return sleeping(ms, null);
}

function sleeping(ms: number, untilNs: number | null): Generator {
  const self: Generator = {
    next: (context) => {
      const until = untilNs ?? context.time + ms * NS_PER_MS;
      return context.time >= until ? FINISHED : pending(sleeping(ms, until), until);
    },
    update: () => self,
  };
  return self;
}
