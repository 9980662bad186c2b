/** Combinators that say who: which threads a generator may use. */
import type { Generator, GeneratorContext, GeneratorStep, Thread } from '../contracts/generator.js';
import { any } from './choice.js';
import { assigned, earlier, FINISHED, pending, restricted, rewrap } from './step.js';
import { streams } from './stream.js';

/** Only on threads that `belongs` says yes to; it sees no other thread, and no event of another. */
export function onThreads(belongs: (thread: Thread) => boolean, generator: Generator): Generator {
  return {
    next: (context) => rewrap(assigned(generator, restricted(context, belongs)), (rest) => onThreads(belongs, rest)),
    update: (context, event) =>
      belongs(event.thread)
        ? onThreads(belongs, generator.update(restricted(context, belongs), event))
        : onThreads(belongs, generator),
  };
}

/** Only on client threads. */
export function clients(generator: Generator): Generator {
  return onThreads((thread) => thread !== 'nemesis', generator);
}

/** Only on the nemesis' thread. */
export function nemesis(generator: Generator): Generator {
  return onThreads((thread) => thread === 'nemesis', generator);
}

/**
 * `reserve(2, writes, 3, reads, rest)`: the first two client threads write, the next three read, all others do the
 * rest. Threads are counted in the order of the context that it is first asked with.
 */
export function reserve(...parts: readonly [...(number | Generator)[], Generator]): Generator {
  const ranges: Generator[] = [];
  let from = 0;
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [count, generator] = [parts[at], parts[at + 1]];
    if (typeof count !== 'number' || typeof generator !== 'object')
      throw new TypeError('reserve takes (count, generator)… , default');
    const [first, end] = [from, from + count];
    ranges.push(onThreads((thread) => typeof thread === 'number' && thread >= first && thread < end, generator));
    from = end;
  }
  const rest = parts.at(-1);
  if (typeof rest !== 'object' || parts.length % 2 === 0)
    throw new TypeError('reserve takes (count, generator)… , default');
  const taken = from;
  ranges.push(onThreads((thread) => thread === 'nemesis' || thread >= taken, rest));
  return any(...ranges);
}

/** A copy of the generator for each thread, which sees that thread alone and draws for itself. */
export function eachThread(generator: Generator): Generator {
  const self: Generator = {
    next: (context) => {
      const copies = streams(Array<Generator>(context.threads.length).fill(generator), context, 'thread');
      return forEachThread(new Map(context.threads.map((thread, at) => [thread, copies[at] ?? generator]))).next(
        context,
      );
    },
    // Nothing of its own has happened yet.
    update: () => self,
  };
  return self;
}

function forEachThread(copies: ReadonlyMap<Thread, Generator>): Generator {
  const alone = (context: GeneratorContext, thread: Thread): GeneratorContext =>
    restricted(context, (other) => other === thread);
  return {
    next: (context) => {
      const advanced = new Map(copies);
      let until: number | undefined;
      let soonest: { step: GeneratorStep & { kind: 'operation' }; thread: Thread; time: number } | null = null;
      let finished = 0;
      // Of those that are equally soon, the thread that has been free for longest: else, at a low rate, one thread
      // would do everything.
      for (const thread of new Set([...context.free, ...context.threads])) {
        const copy = copies.get(thread);
        const step = copy === undefined ? FINISHED : assigned(copy, alone(context, thread));
        if (step.kind === 'finished') finished += 1;
        else if (step.kind === 'pending') {
          advanced.set(thread, step.next);
          until = earlier(until, step.until);
        } else {
          const time = Math.max(context.time, step.operation.time ?? 0);
          if (soonest === null || time < soonest.time) soonest = { step, thread, time };
        }
      }
      if (soonest !== null) {
        return { ...soonest.step, next: forEachThread(advanced.set(soonest.thread, soonest.step.next)) };
      }
      return finished === context.threads.length ? FINISHED : pending(forEachThread(advanced), until);
    },
    update: (context, event) => {
      const copy = copies.get(event.thread);
      if (copy === undefined) return forEachThread(copies);
      return forEachThread(new Map(copies).set(event.thread, copy.update(alone(context, event.thread), event)));
    },
  };
}
