/** Combinators that end a generator early, or begin it again. */
import type { Generator, GeneratorContext, GeneratorStep, Thread } from '../contracts/generator.js';
import { assigned, earlier, FINISHED, LOG, NS_PER_MS, pending, rewrap, wrapping } from './step.js';

/** At most `count` operations. */
export function limit(count: number, generator: Generator): Generator {
  const next = (context: GeneratorContext): GeneratorStep => {
    if (count <= 0) return FINISHED;
    const step = generator.next(context);
    return rewrap(step, (rest) =>
      limit(step.kind === 'operation' && step.operation.f !== LOG ? count - 1 : count, rest),
    );
  };
  return wrapping(generator, next, (child) => limit(count, child));
}

/** One operation. */
export function once(generator: Generator): Generator {
  return limit(1, generator);
}

/** The first operation of a generator again and again, `times` times or for ever: each time from its beginning. */
export function repeat(generator: Generator, times = Number.POSITIVE_INFINITY): Generator {
  return repeating(generator, generator, times);
}

/** What was learned while it waited (`current`) is for one operation only: else the draws would never change again. */
function repeating(original: Generator, current: Generator, times: number): Generator {
  const next = (context: GeneratorContext): GeneratorStep => {
    if (times <= 0) return FINISHED;
    const step = current.next(context);
    if (step.kind === 'operation') return { ...step, next: repeating(original, original, times - 1) };
    return rewrap(step, (rest) => repeating(original, rest, times));
  };
  return wrapping(current, next, (child) => repeating(original, child, times));
}

/** A finite generator from its beginning again, `times` times or for ever. */
export function cycle(generator: Generator, times = Number.POSITIVE_INFINITY): Generator {
  return cycling(generator, generator, times, false);
}

function cycling(original: Generator, current: Generator, times: number, emitted: boolean): Generator {
  const next = (context: GeneratorContext): GeneratorStep => {
    if (times <= 0) return FINISHED;
    const step = current.next(context);
    if (step.kind === 'operation') return rewrap(step, (rest) => cycling(original, rest, times, true));
    if (step.kind === 'pending') return rewrap(step, (rest) => cycling(original, rest, times, emitted));
    // A generator that ended without an operation would end without one for ever.
    return emitted ? cycling(original, original, times - 1, false).next(context) : FINISHED;
  };
  return wrapping(current, next, (child) => cycling(original, child, times, emitted));
}

/** Whatever can begin within `ms` of the first time that it is asked. */
export function timeLimit(ms: number, generator: Generator): Generator {
  return timeLimited(ms, null, generator);
}

function timeLimited(ms: number, begunNs: number | null, generator: Generator): Generator {
  const next = (context: GeneratorContext): GeneratorStep => {
    const began = begunNs ?? context.time;
    const end = began + ms * NS_PER_MS;
    if (context.time >= end) return FINISHED;
    const step = generator.next(context);
    if (step.kind === 'finished') return step;
    const rest = timeLimited(ms, began, step.next);
    if (step.kind === 'pending') return pending(rest, earlier(step.until, end));
    const time = step.operation.time ?? context.time;
    // An operation of later is asked for again when its time has come, and must not take the beginning with it.
    if (time >= end || (begunNs === null && time > context.time))
      return pending(timeLimited(ms, began, generator), Math.min(time, end));
    return { ...step, next: rest };
  };
  return wrapping(generator, next, (child) => timeLimited(ms, begunNs, child));
}

/** Until one of its operations was ok. */
export function untilOk(generator: Generator): Generator {
  return waitingForOk(generator, new Set());
}

function waitingForOk(generator: Generator, asked: ReadonlySet<Thread>): Generator {
  return {
    next: (context) => {
      const step = assigned(generator, context);
      if (step.kind !== 'operation') return rewrap(step, (rest) => waitingForOk(rest, asked));
      const { thread } = step.operation;
      return rewrap(step, (rest) => waitingForOk(rest, thread === undefined ? asked : new Set([...asked, thread])));
    },
    update: (context, event) => {
      if (event.type === 'ok' && asked.has(event.thread)) return limit(0, generator);
      const rest = event.type === 'invoke' ? asked : new Set([...asked].filter((thread) => thread !== event.thread));
      return waitingForOk(generator.update(context, event), rest);
    },
  };
}

/** Until operations of `count` different processes have been emitted and one more would be needed. */
export function processLimit(count: number, generator: Generator): Generator {
  return processLimited(count, new Set(), generator);
}

function processLimited(count: number, seen: ReadonlySet<unknown>, generator: Generator): Generator {
  const next = (context: GeneratorContext): GeneratorStep => {
    const step = assigned(generator, context);
    if (step.kind !== 'operation' || step.operation.thread === undefined) {
      return rewrap(step, (rest) => processLimited(count, seen, rest));
    }
    const process = context.processOf(step.operation.thread);
    if (seen.has(process)) return rewrap(step, (rest) => processLimited(count, seen, rest));
    if (seen.size >= count) return FINISHED;
    return rewrap(step, (rest) => processLimited(count, new Set([...seen, process]), rest));
  };
  return wrapping(generator, next, (child) => processLimited(count, seen, child));
}

/** At most `count` of its operations in flight at once. */
export function concurrencyLimit(count: number, generator: Generator): Generator {
  return concurrencyLimited(count, new Set(), generator);
}

function concurrencyLimited(count: number, busy: ReadonlySet<Thread>, generator: Generator): Generator {
  return {
    next: (context) => {
      if (busy.size >= count) return pending(concurrencyLimited(count, busy, generator));
      const step = assigned(generator, context);
      const thread = step.kind === 'operation' ? step.operation.thread : undefined;
      const now = thread === undefined ? busy : new Set([...busy, thread]);
      return rewrap(step, (rest) => concurrencyLimited(count, now, rest));
    },
    update: (context, event) => {
      const done = event.type !== 'invoke' && busy.has(event.thread);
      const now = done ? new Set([...busy].filter((thread) => thread !== event.thread)) : busy;
      return concurrencyLimited(count, now, generator.update(context, event));
    },
  };
}
