/**
 * Random streams of their own for the children of a combinator. The run's source depends on how many operations were
 * emitted in all. Where several children take turns, and whose turn it is depends on which threads are free, that would
 * let one's speed change what another draws, and a seed would no longer fix what anybody does. So each child counts for
 * itself, from a seed that is drawn when the combinator is first asked.
 */
import type { Generator, GeneratorContext } from '../contracts/generator.js';
import { randomAt, seedFrom } from './random.js';
import { drawing, rewrap, wrapping } from './step.js';

/** The children, each with a stream of its own. Asked again before anything was emitted, the streams are the same. */
export function streams(
  generators: readonly Generator[],
  context: GeneratorContext,
  label: string,
): readonly Generator[] {
  const random = context.random.fork(label);
  return generators.map((generator) => stream(generator, seedFrom(random), 0));
}

function stream(generator: Generator, seed: number, emitted: number): Generator {
  return wrapping(
    generator,
    (context) => {
      const step = generator.next(drawing(context, randomAt(seed, emitted)));
      return rewrap(step, (rest) => stream(rest, seed, step.kind === 'operation' ? emitted + 1 : emitted));
    },
    (child) => stream(child, seed, emitted),
  );
}
