/** Combinators that say who: which threads a generator may use. */
import type { Generator, GeneratorContext, GeneratorStep, Thread } from '../contracts/generator.js';
import { any } from './choice.js';
import { assigned, earlier, FINISHED, pending, restricted, rewrap } from './step.js';
import { streams } from './stream.js';

/**
 * Only on threads that `belongs` says yes to; it sees no other thread, and no event of another. Where no thread belongs
 * it has ended: else it would be waited for without end.
 */
export function onThreads(belongs: (thread: Thread) => boolean, generator: Generator): Generator {
  return {
    next: (context) => {
      const own = restricted(context, belongs);
      if (own.threads.length === 0) return FINISHED;
      return rewrap(assigned(generator, own), (rest) => onThreads(belongs, rest));
    },
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
 * rest. Threads are counted among those that it may use itself. Throws TypeError for arguments of another shape.
 */
export function reserve(...parts: readonly [...(number | Generator)[], Generator]): Generator {
  const reserved: { readonly count: number; readonly generator: Generator }[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [count, generator] = [parts[at], parts[at + 1]];
    if (typeof count !== 'number' || typeof generator !== 'object')
      throw new TypeError('reserve takes (count, generator)… , default');
    reserved.push({ count, generator });
  }
  const rest = parts.at(-1);
  if (typeof rest !== 'object' || parts.length % 2 === 0)
    throw new TypeError('reserve takes (count, generator)… , default');
  const divided = ({ threads }: GeneratorContext): Generator => {
    const left = threads.filter((thread) => thread !== 'nemesis');
    const ranges = reserved.map(({ count, generator }) => among(left.splice(0, count), generator));
    return any(...ranges, among(threads.includes('nemesis') ? [...left, 'nemesis'] : left, rest));
  };
  return {
    next: (context) => divided(context).next(context),
    update: (context, event) => divided(context).update(context, event),
  };
}

function among(threads: readonly Thread[], generator: Generator): Generator {
  const own = new Set(threads);
  return onThreads((thread) => own.has(thread), generator);
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
