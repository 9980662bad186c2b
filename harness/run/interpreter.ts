/**
 * Drives a generator with real clients: asks it what to do, does it, records it, and tells it what came of it. One
 * thread of execution, no timer for an operation of its own, and no wait without a bound.
 */
import { FaultlineError, failureOf, messageOf } from '../contracts/errors.js';
import type { Generator, GeneratorContext, OperationDraft, Thread } from '../contracts/generator.js';
import type { Completion, Outcome, ProcessId } from '../contracts/operation.js';
import { assigned, LOG, randomAt } from '../generator/index.js';
import { Closing } from './interpreter/closing.js';
import type { InterpreterOptions, InterpreterResult, RecorderSink, Worker } from './interpreter/options.js';

export type { InterpreterOptions, InterpreterResult, RecorderSink, Worker };

/**
 * Runs until the generator ends or the signal is given. Rejects with whatever the generator or the recorder throws, or
 * with FaultlineError 'bad-completion' when a client answers with what is none; in both cases what is under way gets
 * its time, is recorded, and clients are closed first.
 */
export function interpret(options: InterpreterOptions): Promise<InterpreterResult> {
  return new Interpreter(options).run();
}

/** The event loop gets its turn at least this often, ns. */
const MAX_TURN_NS = 8e6;
const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 1_000;
/** How long clients may take to close at the end, ms. */
const CLOSE_TIMEOUT_MS = 1_000;
const NEMESIS_TIMEOUT_MS = 60_000;
/** The generator is asked again at least this often, ms. A timer of more than 2^31 ms would go off at once. */
const MAX_SLEEP_MS = 3_600_000;
/** Messages in a row, with nothing between them, after which a generator is taken to do nothing else. */
const MAX_MESSAGES = 10_000;

interface Lane {
  readonly thread: number;
  process: number;
  worker: Worker | null;
  /** What it is doing. An answer to anything else is late. */
  flight: Flight | null;
  backoffMs: number;
}

interface Flight {
  readonly draft: OperationDraft;
  readonly deadlineNs: number;
  /** -1 until it was recorded: then nothing has been sent either. */
  invocation: number;
  startNs: number;
}

class Interpreter {
  private generator: Generator;
  private readonly lanes: readonly Lane[];
  private free: Thread[];
  private readonly threads: readonly Thread[];
  private inFlight = 0;
  private emitted = 0;
  private processCount: number;
  private finished = false;
  private failure: { readonly error: unknown } | null = null;
  private nemesisFlight: { readonly draft: OperationDraft; readonly deadlineNs: number } | null = null;
  private messages = 0;
  private turnBeganNs: number;
  private pumpAsked = false;
  private timer: NodeJS.Timeout | null = null;
  private readonly rests = new Set<NodeJS.Timeout>();
  private readonly closing = new Closing((message) => this.options.log?.(message));
  private settle: () => void = () => {};

  constructor(private readonly options: InterpreterOptions) {
    const first = options.firstProcess ?? 0;
    this.generator = options.generator;
    this.lanes = Array.from({ length: options.threads }, (_, thread) => ({
      ...{ thread, process: first + thread, worker: null, flight: null },
      backoffMs: FIRST_BACKOFF_MS,
    }));
    this.threads = [
      ...this.lanes.map(({ thread }) => thread),
      ...(options.nemesis === undefined ? [] : ['nemesis' as const]),
    ];
    this.free = [...this.threads];
    this.processCount = options.threads;
    this.turnBeganNs = options.now();
  }

  async run(): Promise<InterpreterResult> {
    const { signal, opTimeoutMs } = this.options;
    const settled = new Promise<void>((resolve) => {
      this.settle = resolve;
    });
    const stop = (): void => {
      this.finished = true;
      this.askPump();
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const sweep = setInterval(() => this.sweep(), Math.min(100, Math.max(5, opTimeoutMs / 20)));
    this.askPump();
    await settled;
    clearInterval(sweep);
    if (this.timer !== null) clearTimeout(this.timer);
    for (const rest of this.rests) clearTimeout(rest);
    signal.removeEventListener('abort', stop);
    for (const { worker } of this.lanes) if (worker !== null) this.closing.begin(worker);
    await this.closing.settled(CLOSE_TIMEOUT_MS);
    if (this.failure !== null) throw this.failure.error;
    return { operations: this.emitted, nextProcess: Math.max(-1, ...this.lanes.map(({ process }) => process)) + 1 };
  }

  /** Microtasks are quick but starve everything else, so now and then the event loop gets its turn. */
  private askPump(): void {
    if (this.pumpAsked) return;
    this.pumpAsked = true;
    if (this.options.now() - this.turnBeganNs < MAX_TURN_NS) queueMicrotask(this.pump);
    else {
      setImmediate(() => {
        this.turnBeganNs = this.options.now();
        this.pump();
      });
    }
  }

  private readonly pump = (): void => {
    this.pumpAsked = false;
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
    }
    try {
      while (!this.finished && this.step());
    } catch (error) {
      this.fail(error);
    }
    if (this.finished && this.inFlight === 0) this.settle();
  };

  /** The run cannot go on: nothing more begins, and it ends with this when what is under way has ended. */
  private fail(error: unknown): void {
    this.failure ??= { error };
    this.finished = true;
    this.askPump();
  }

  /** Does what the generator says now; false when there is nothing to do before something happens. */
  private step(): boolean {
    const now = this.options.now();
    const step = assigned(this.generator, this.context(now));
    if (step.kind === 'finished') {
      this.finished = true;
      return false;
    }
    if (step.kind === 'pending') {
      this.messages = 0;
      this.generator = step.next;
      if (step.until !== undefined) this.wakeAt(step.until, now);
      return false;
    }
    const { operation } = step;
    if (operation.time !== undefined && operation.time > now) {
      this.wakeAt(operation.time, now);
      return false;
    }
    this.generator = step.next;
    this.messages = operation.f === LOG ? this.messages + 1 : 0;
    if (this.messages > MAX_MESSAGES) throw new Error('the generator does nothing but log');
    if (operation.f === LOG) this.options.log?.(String(operation.value));
    else this.begin(operation, now);
    return true;
  }

  private wakeAt(timeNs: number, nowNs: number): void {
    this.timer = setTimeout(
      () => {
        this.timer = null;
        this.turnBeganNs = this.options.now();
        this.askPump();
      },
      Math.min(MAX_SLEEP_MS, Math.max(0, (timeNs - nowNs) / 1e6)),
    );
  }

  private begin(draft: OperationDraft, nowNs: number): void {
    const { thread } = draft;
    const at = thread === undefined ? -1 : this.free.indexOf(thread);
    if (thread === undefined || at < 0) throw new Error(`the generator used thread ${thread}, which is not free`);
    this.free.splice(at, 1);
    this.emitted += 1;
    this.inFlight += 1;
    this.tell('invoke', thread, draft.f, draft.value, nowNs);
    if (thread === 'nemesis') {
      this.beginNemesis(draft, nowNs);
      return;
    }
    const lane = this.lanes[thread]!;
    lane.flight = { draft, deadlineNs: nowNs + this.options.opTimeoutMs * 1e6, invocation: -1, startNs: nowNs };
    if (lane.worker !== null) this.invoke(lane, lane.worker, lane.flight);
    else this.connectFirst(lane, lane.flight);
  }

  private beginNemesis(draft: OperationDraft, nowNs: number): void {
    const { nemesis, nemesisTimeoutMs = NEMESIS_TIMEOUT_MS } = this.options;
    const flight = { draft, deadlineNs: nowNs + nemesisTimeoutMs * 1e6 };
    this.nemesisFlight = flight;
    (async () => nemesis?.(draft))()
      .catch((error: unknown) => this.options.log?.(`nemesis: ${draft.f}: ${messageOf(error)}`))
      .then(() => {
        if (this.nemesisFlight === flight) this.endNemesis(draft);
      });
  }

  private endNemesis({ f, value }: OperationDraft): void {
    this.nemesisFlight = null;
    this.inFlight -= 1;
    this.tell('info', 'nemesis', f, value, this.options.now());
    this.release('nemesis');
  }

  private connectFirst(lane: Lane, flight: Flight): void {
    (async () => this.options.connect(lane.thread, lane.process))().then(
      (worker) => {
        if (lane.flight !== flight) {
          this.closing.begin(worker);
          return;
        }
        lane.worker = worker;
        lane.backoffMs = FIRST_BACKOFF_MS;
        this.invoke(lane, worker, flight);
      },
      (error: unknown) => {
        if (lane.flight === flight) this.noClient(lane, flight, messageOf(error));
      },
    );
  }

  /** Nothing was sent, so it surely had no effect. The thread rests before it tries again. */
  private noClient(lane: Lane, flight: Flight, why: string): void {
    if (!this.recordInvocation(lane, flight, undefined)) return;
    const restMs = lane.backoffMs;
    lane.backoffMs = Math.min(MAX_BACKOFF_MS, restMs * 2);
    this.complete(lane, flight, { type: 'fail', error: `no-client: ${why}` }, restMs);
  }

  private invoke(lane: Lane, worker: Worker, flight: Flight): void {
    const { f, value } = flight.draft;
    if (!this.recordInvocation(lane, flight, worker.node)) return;
    let answer: Promise<Completion>;
    try {
      answer = Promise.resolve(worker.invoke({ f, value, process: lane.process }));
    } catch (error) {
      answer = Promise.reject(error);
    }
    answer.then(
      (completion) => {
        if (lane.flight === flight) this.complete(lane, flight, completion, 0);
      },
      (error: unknown) => {
        if (lane.flight !== flight) return;
        this.complete(lane, flight, failureOf(error), 0);
      },
    );
  }

  /** False when it could not be recorded: then it must not be done either. */
  private recordInvocation(lane: Lane, flight: Flight, node: string | undefined): boolean {
    const { f, value, time = Number.NaN } = flight.draft;
    flight.startNs = this.options.now();
    try {
      flight.invocation = this.options.recorder.invoke(lane.process, f, value, flight.startNs, time, node);
      this.options.began?.(f);
      return true;
    } catch (error) {
      lane.flight = null;
      this.inFlight -= 1;
      this.fail(error);
      return false;
    }
  }

  private complete(lane: Lane, flight: Flight, answered: Completion, restMs: number): void {
    const nowNs = this.options.now();
    const { f, value } = flight.draft;
    lane.flight = null;
    this.inFlight -= 1;
    const completion = isCompletion(answered) ? answered : this.badCompletion(f, answered);
    const { type, error } = completion;
    try {
      this.options.recorder.complete(flight.invocation, type, completion.value, error, nowNs);
      this.options.observe?.(f, type, nowNs - flight.startNs);
    } catch (thrown) {
      this.fail(thrown);
    }
    this.tell(type, lane.thread, f, completion.value === undefined ? value : completion.value, nowNs);
    if (type === 'info') this.retire(lane);
    if (restMs === 0) this.release(lane.thread);
    else this.rest(lane, restMs);
  }

  /** A client that does not say what happened is a bug in it, and meanwhile nobody knows what happened. */
  private badCompletion(f: string, answered: unknown): Completion {
    const message = `the client answered ${f} with what is no completion`;
    const hint = "answer { type: 'ok' | 'fail' | 'info', value? }";
    this.fail(new FaultlineError(message, { code: 'bad-completion', value: answered, hint }));
    return { type: 'info', error: message };
  }

  /** Nobody knows what its client is doing now: the client goes, and the thread goes on as a new process. */
  private retire(lane: Lane): void {
    if (lane.worker !== null) this.closing.begin(lane.worker);
    lane.worker = null;
    lane.process += this.options.threads;
    this.processCount += 1;
  }

  private release(thread: Thread): void {
    this.free.push(thread);
    this.askPump();
  }

  private rest(lane: Lane, restMs: number): void {
    const timer = setTimeout(() => {
      this.rests.delete(timer);
      this.release(lane.thread);
    }, restMs);
    this.rests.add(timer);
    this.askPump();
  }

  /** Operations that ran out of time are of unknown outcome; connections that did, were never made. */
  private sweep(): void {
    const nowNs = this.options.now();
    this.turnBeganNs = nowNs;
    for (const lane of this.lanes) {
      const { flight } = lane;
      if (flight === null || nowNs < flight.deadlineNs) continue;
      if (flight.invocation === -1) this.noClient(lane, flight, `no connection within ${this.options.opTimeoutMs} ms`);
      else this.complete(lane, flight, { type: 'info', error: 'timeout' }, 0);
    }
    if (this.nemesisFlight !== null && nowNs >= this.nemesisFlight.deadlineNs) {
      const { draft } = this.nemesisFlight;
      this.options.log?.(`nemesis: ${draft.f}: not done in time`);
      this.endNemesis(draft);
    }
  }

  private tell(type: 'invoke' | Outcome, thread: Thread, f: string, value: unknown, time: number): void {
    const event = { type, thread, process: this.processOf(thread), f, value, time };
    try {
      this.generator = this.generator.update(this.context(time), event);
    } catch (error) {
      this.fail(error);
    }
  }

  private readonly processOf = (thread: Thread): ProcessId =>
    thread === 'nemesis' ? 'nemesis' : (this.lanes[thread]?.process ?? thread);

  private context(time: number): GeneratorContext {
    return {
      time,
      threads: this.threads,
      free: this.free,
      processOf: this.processOf,
      processCount: this.processCount,
      random: randomAt(this.options.seed, this.emitted),
    };
  }
}

function isCompletion(answered: unknown): answered is Completion {
  if (typeof answered !== 'object' || answered === null || !('type' in answered)) return false;
  return answered.type === 'ok' || answered.type === 'fail' || answered.type === 'info';
}
