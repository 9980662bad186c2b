/** Combinators that choose between generators. */
import type { Generator, GeneratorStep } from '../contracts/generator.js';
import { earlier, FINISHED, pending } from './step.js';
import { streams } from './stream.js';

/**
 * A random one of the generators for each operation. One that has nothing yet does not hold up the others; one that
 * has ended is left out; when all have, so has this.
 */
export function mix(...generators: readonly Generator[]): Generator {
  return {
    next: (context) => randomly(streams(generators, context, 'mix')).next(context),
    update: (context, event) => mix(...generators.map((child) => child.update(context, event))),
  };
}

function randomly(generators: readonly Generator[]): Generator {
  return {
    next: (context) => {
      const order = context.random.fork('choice').shuffle(generators.map((_, index) => index));
      const waiting: Waiting[] = [];
      for (const index of order) {
        const step = generators[index]?.next(context) ?? FINISHED;
        if (step.kind === 'operation') {
          return { ...step, next: randomly(replaced(advanced(generators, waiting), index, step.next)) };
        }
        if (step.kind === 'pending') waiting.push({ index, step });
      }
      return waiting.length === 0 ? FINISHED : waitForAll(generators, waiting, randomly);
    },
    update: (context, event) => randomly(generators.map((child) => child.update(context, event))),
  };
}

/** The soonest operation of several generators; of those that are equally soon, a random one. */
export function any(...generators: readonly Generator[]): Generator {
  return {
    next: (context) => soonest(streams(generators, context, 'any')).next(context),
    update: (context, event) => any(...generators.map((child) => child.update(context, event))),
  };
}

function soonest(generators: readonly Generator[]): Generator {
  return {
    next: (context) => {
      const waiting: Waiting[] = [];
      let best: { index: number; step: GeneratorStep & { kind: 'operation' }; time: number } | null = null;
      const order = context.random.fork('choice').shuffle(generators.map((_, index) => index));
      for (const index of order) {
        const step = generators[index]?.next(context) ?? FINISHED;
        if (step.kind === 'pending') waiting.push({ index, step });
        if (step.kind !== 'operation') continue;
        const time = Math.max(context.time, step.operation.time ?? 0);
        if (best === null || time < best.time) best = { index, step, time };
      }
      if (best !== null) {
        // What the others would have done is forgotten: they are asked again. Since when they wait is not.
        const others = advanced(generators, waiting);
        return { ...best.step, next: soonest(replaced(others, best.index, best.step.next)) };
      }
      return waiting.length === 0 ? FINISHED : waitForAll(generators, waiting, soonest);
    },
    update: (context, event) => soonest(generators.map((child) => child.update(context, event))),
  };
}

interface Waiting {
  readonly index: number;
  readonly step: GeneratorStep & { readonly kind: 'pending' };
}

function waitForAll(
  generators: readonly Generator[],
  waiting: readonly Waiting[],
  combine: (generators: readonly Generator[]) => Generator,
): GeneratorStep {
  let until: number | undefined;
  for (const { step } of waiting) until = earlier(until, step.until);
  return pending(combine(advanced(generators, waiting)), until);
}

function advanced(generators: readonly Generator[], waiting: readonly Waiting[]): readonly Generator[] {
  let rest = generators;
  for (const { index, step } of waiting) rest = replaced(rest, index, step.next);
  return rest;
}

function replaced(generators: readonly Generator[], index: number, by: Generator): readonly Generator[] {
  return generators.map((child, at) => (at === index ? by : child));
}
