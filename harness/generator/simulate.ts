/** Runs any generator in virtual time: what it would do in an hour is known in milliseconds, without a cluster. */
import type { Generator, GeneratorContext, OperationDraft, Random, Thread } from '../contracts/generator.js';
import type { Outcome, ProcessId } from '../contracts/operation.js';
import { randomAt } from './random.js';
import { assigned, LOG } from './step.js';

/** How an operation ends in the simulation, and after how long. */
export interface SimulatedCompletion {
  readonly type: Outcome;
  readonly value?: unknown;
  readonly latencyNs: number;
}

/** Steps in a row that neither begin an operation nor let time pass, after which a generator is taken to run in circles. */
const MAX_IDLE_STEPS = 10_000;

export interface SimulateOptions {
  readonly threads: number;
  readonly seed?: number;
  /** There is a nemesis thread as well. */
  readonly nemesis?: boolean;
  /** ok after a millisecond unless it says otherwise. */
  readonly complete?: (operation: OperationDraft, process: ProcessId, random: Random) => SimulatedCompletion;
  /** The simulation stops after that many operations or that long. */
  readonly maxOperations?: number;
  readonly maxTimeNs?: number;
}

export interface SimulatedEvent {
  readonly type: 'invoke' | Outcome | 'log';
  readonly time: number;
  readonly thread: Thread | null;
  readonly process: ProcessId | null;
  readonly f: string;
  readonly value: unknown;
}

interface InFlight {
  readonly thread: Thread;
  readonly process: ProcessId;
  readonly f: string;
  readonly end: number;
  readonly type: Outcome;
  readonly value: unknown;
}

/**
 * Everything that happens, in order of time. Operations that are under way when it stops at `maxOperations` or
 * `maxTimeNs` have no completion. Throws when the generator waits for what can never come, runs in circles, or uses a
 * thread that is not free.
 */
export function simulate(generator: Generator, options: SimulateOptions): readonly SimulatedEvent[] {
  const { threads, seed = 0, maxOperations = 10_000, maxTimeNs = Number.POSITIVE_INFINITY } = options;
  const complete: NonNullable<SimulateOptions['complete']> =
    options.complete ?? (() => ({ type: 'ok', latencyNs: 1e6 }));
  const all: Thread[] = Array.from({ length: threads }, (_, thread) => thread);
  if (options.nemesis === true) all.push('nemesis');
  const processes = new Map<Thread, ProcessId>(all.map((thread) => [thread, thread]));
  const events: SimulatedEvent[] = [];
  let flights: InFlight[] = [];
  let current = generator;
  let time = 0;
  let emitted = 0;
  let processCount = threads;

  const context = (): GeneratorContext => {
    const busy = new Set(flights.map(({ thread }) => thread));
    const idle = all.filter((thread) => !busy.has(thread));
    const turn = emitted % Math.max(1, idle.length);
    return {
      time,
      threads: all,
      free: [...idle.slice(turn), ...idle.slice(0, turn)],
      processOf: (thread) => processes.get(thread) ?? thread,
      processCount,
      random: randomAt(seed, emitted),
    };
  };
  const finishNext = (): void => {
    const [done, ...rest] = flights;
    if (done === undefined) return;
    flights = rest;
    time = Math.max(time, done.end);
    const { thread, process, f, type, value } = done;
    events.push({ type, time, thread, process, f, value });
    current = current.update(context(), { type, thread, process, f, value, time });
    if (type === 'info' && typeof process === 'number') {
      processes.set(thread, process + threads);
      processCount += 1;
    }
  };

  let idle = 0;
  let before = -1;
  while (emitted < maxOperations && time < maxTimeNs) {
    idle = time === before ? idle + 1 : 0;
    before = time;
    if (idle > MAX_IDLE_STEPS) throw new Error('the generator runs in circles: no time passes, nothing begins');
    const step = assigned(current, context());
    const due =
      step.kind === 'operation'
        ? (step.operation.time ?? time)
        : step.kind === 'pending'
          ? (step.until ?? Number.POSITIVE_INFINITY)
          : Number.POSITIVE_INFINITY;
    const earliest = flights[0]?.end ?? Number.POSITIVE_INFINITY;
    if (step.kind !== 'operation' || due > time) {
      if (step.kind === 'pending') current = step.next;
      if (earliest <= due && flights.length > 0) finishNext();
      else if (step.kind === 'finished') break;
      else if (due === Number.POSITIVE_INFINITY) throw new Error('the generator waits for an event, and none can come');
      else time = Math.max(due, time);
      continue;
    }
    current = step.next;
    const { f, value, thread } = step.operation;
    if (f === LOG) {
      events.push({ type: 'log', time, thread: null, process: null, f, value });
      continue;
    }
    if (thread === undefined || flights.some((flight) => flight.thread === thread))
      throw new Error(`the generator used thread ${thread}, which is not free`);
    const process = processes.get(thread) ?? thread;
    emitted += 1;
    idle = 0;
    events.push({ type: 'invoke', time, thread, process, f, value });
    current = current.update(context(), { type: 'invoke', thread, process, f, value, time });
    const completion = complete(step.operation, process, randomAt(seed, emitted).fork('completion'));
    const end = time + completion.latencyNs;
    const flight = {
      thread,
      process,
      f,
      end,
      type: completion.type,
      value: completion.value === undefined ? value : completion.value,
    };
    flights = [...flights, flight].sort((left, right) => left.end - right.end);
  }
  return events;
}
