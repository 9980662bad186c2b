/** What each thread of the lock workload does: try until it has a lock, store under it, release it, and again. */
import { z } from 'zod';
import type { Generator, GeneratorContext, GeneratorEvent, Random } from '../harness/contracts/generator.js';
import { eachThread } from '../harness/generator/index.js';

export interface HoldersOptions {
  readonly names: number;
  readonly holdMs: number;
  readonly workMs: number;
  readonly retryMs: number;
  /** How likely it is that a holder pauses before its next store, and for how long. Left out: it never does. */
  readonly pause?: { readonly chance: number; readonly ms: number };
  /** Threads of the whole workload: so that each stores values of its own. */
  readonly concurrency: number;
}

/** Moments are ns since the run began. */
type Stage =
  | { readonly kind: 'without'; readonly fromNs: number }
  /** It stores at `nextNs`, unless it has to release the lock by then. */
  | {
      readonly kind: 'holding';
      readonly name: string;
      readonly token: number;
      readonly nextNs: number;
      readonly untilNs: number;
    };

const NS_PER_MS = 1e6;
const granted = z.tuple([z.string(), z.int()]);

/** Every stored value is new: a thread's are those that leave its number when divided by the number of threads. */
export function holders(options: HoldersOptions): Generator {
  return eachThread(holder(options, { kind: 'without', fromNs: 0 }, 0));
}

function holder(options: HoldersOptions, stage: Stage, stored: number): Generator {
  const self: Generator = {
    next: (context) => {
      const [thread] = context.free;
      if (thread === undefined) return { kind: 'pending', next: self };
      const emit = (time: number, f: string, value: unknown, count = stored) =>
        ({ kind: 'operation', operation: { f, value, thread, time }, next: holder(options, stage, count) }) as const;
      if (stage.kind === 'without') {
        return emit(stage.fromNs, 'acquire', [`l${context.random.fork('lock').integer(options.names)}`]);
      }
      const { name, token, nextNs, untilNs } = stage;
      if (nextNs >= untilNs) return emit(untilNs, 'release', [name, token]);
      const value = stored * options.concurrency + (typeof thread === 'number' ? thread : 0);
      return emit(nextNs, 'store', [name, token, value], stored + 1);
    },
    update: (context, event) => {
      const after = stageAfter(options, stage, event, context);
      return after === stage ? self : holder(options, after, stored);
    },
  };
  return self;
}

function stageAfter(
  options: HoldersOptions,
  stage: Stage,
  { type, f, value, time }: GeneratorEvent,
  { random }: GeneratorContext,
): Stage {
  const { holdMs, retryMs } = options;
  if (type === 'invoke') return stage;
  // Those who wait should not try in step, so each waits for half as long to one and a half times as long.
  const without: Stage = { kind: 'without', fromNs: time + retryMs * NS_PER_MS * (0.5 + random.fork('retry').real()) };
  // Nobody knows what its client holds, and a new one takes its place.
  if (type === 'info' || f === 'release') return without;
  if (f === 'acquire') {
    if (type === 'fail') return without;
    const [name, token] = granted.parse(value);
    return { kind: 'holding', name, token, ...nextStore(options, time, time + holdMs * NS_PER_MS, random) };
  }
  if (stage.kind !== 'holding') return stage;
  // It was refused: it has lost the lock.
  if (type === 'fail') return { ...stage, untilNs: time, nextNs: time };
  return { ...stage, ...nextStore(options, time, stage.untilNs, random) };
}

/** When it stores next, and until when it holds the lock. A pause lasts as long as it lasts, and is followed by a store. */
function nextStore(
  { workMs, pause }: HoldersOptions,
  time: number,
  untilNs: number,
  random: Random,
): { readonly nextNs: number; readonly untilNs: number } {
  if (pause === undefined || random.fork('pause').real() >= pause.chance) {
    return { nextNs: time + workMs * NS_PER_MS, untilNs };
  }
  const nextNs = time + pause.ms * NS_PER_MS;
  return { nextNs, untilNs: Math.max(untilNs, nextNs + 1) };
}
