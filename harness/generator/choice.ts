/** Combinators that choose between generators. */
import type { Generator, GeneratorStep } from '../contracts/generator.js';
import { earlier, FINISHED, forked, pending } from './step.js';

/**
 * A random one of the generators for each operation. One that has nothing yet does not hold up the others; one that
 * has ended is left out; when all have, so has this.
 */
export function mix(...generators: readonly Generator[]): Generator {
  const self: Generator = {
    next: (context) => {
      const order = context.random.fork('mix').shuffle(generators.map((_, index) => index));
      const waiting: Waiting[] = [];
      for (const index of order) {
        const child = generators[index];
        if (child === undefined) continue;
        const step = child.next(forked(context, `mix${index}`));
        if (step.kind === 'operation') {
          return { ...step, next: mix(...replaced(advanced(generators, waiting), index, step.next)) };
        }
        if (step.kind === 'pending') waiting.push({ index, step });
      }
      if (waiting.length === 0) return FINISHED;
      return waitForAll(generators, waiting, mix);
    },
    update: (context, event) => mix(...generators.map((child) => child.update(context, event))),
  };
  return self;
}

/** The soonest operation of several generators; of those that are equally soon, a random one. */
export function any(...generators: readonly Generator[]): Generator {
  return {
    next: (context) => {
      const waiting: Waiting[] = [];
      let soonest: { index: number; step: GeneratorStep & { kind: 'operation' }; time: number } | null = null;
      const order = context.random.fork('any').shuffle(generators.map((_, index) => index));
      for (const index of order) {
        const step = generators[index]?.next(forked(context, `any${index}`)) ?? FINISHED;
        if (step.kind === 'pending') waiting.push({ index, step });
        if (step.kind !== 'operation') continue;
        const time = Math.max(context.time, step.operation.time ?? 0);
        if (soonest === null || time < soonest.time) soonest = { index, step, time };
      }
      if (soonest !== null) {
        // What the others would have done is forgotten: they are asked again. Since when they wait is not.
        const others = advanced(generators, waiting);
        return { ...soonest.step, next: any(...replaced(others, soonest.index, soonest.step.next)) };
      }
      if (waiting.length === 0) return FINISHED;
      return waitForAll(generators, waiting, any);
    },
    update: (context, event) => any(...generators.map((child) => child.update(context, event))),
  };
}

interface Waiting {
  readonly index: number;
  readonly step: GeneratorStep & { readonly kind: 'pending' };
}

function waitForAll(
  generators: readonly Generator[],
  waiting: readonly Waiting[],
  combine: (...generators: readonly Generator[]) => Generator,
): GeneratorStep {
  let until: number | undefined;
  for (const { step } of waiting) until = earlier(until, step.until);
  return pending(combine(...advanced(generators, waiting)), until);
}

function advanced(generators: readonly Generator[], waiting: readonly Waiting[]): readonly Generator[] {
  let rest = generators;
  for (const { index, step } of waiting) rest = replaced(rest, index, step.next);
  return rest;
}

function replaced(generators: readonly Generator[], index: number, by: Generator): readonly Generator[] {
  return generators.map((child, at) => (at === index ? by : child));
}
