/**
 * Drives a generator with real clients: asks it what to do, does it, records it, and tells it what came of it. One
 * thread of execution, no timer for an operation of its own, and no wait without a bound.
 */
import { DefiniteFailure, messageOf } from '../contracts/errors.js';
import type { Generator, GeneratorContext, OperationDraft, Thread } from '../contracts/generator.js';
import type { Completion, Outcome, ProcessId } from '../contracts/operation.js';
import type { Invocation } from '../contracts/workload.js';
import { LOG, randomAt } from '../generator/index.js';

/** One client, connected. */
export interface Worker {
  readonly node: string;
  invoke(invocation: Invocation): Promise<Completion>;
  close(): Promise<void>;
}

/** Where operations are recorded; harness/history/recorder.ts is one. */
export interface RecorderSink {
  invoke(
    process: number,
    f: string,
    value: unknown,
    timeNs: number,
    intendedTimeNs: number,
    node: string | undefined,
  ): number;
  complete(invocation: number, type: Outcome, value: unknown, error: string | undefined, timeNs: number): number;
}

export interface InterpreterOptions {
  readonly generator: Generator;
  /** Client threads. */
  readonly threads: number;
  readonly seed: number;
  readonly opTimeoutMs: number;
  readonly connect: (thread: number, process: number) => Promise<Worker>;
  /** Does what is routed to the nemesis' thread, and records it itself. Without it there is no such thread. */
  readonly nemesis?: (operation: OperationDraft) => Promise<void>;
  readonly recorder: RecorderSink;
  /** Nanoseconds since the run began. */
  readonly now: () => number;
  /** No operation begins after it; what is under way gets its timeout. */
  readonly signal: AbortSignal;
  /** Called for every completion: must cost next to nothing. */
  readonly observe?: (f: string, outcome: Outcome, latencyNs: number) => void;
  readonly log?: (message: string) => void;
  /** The first process number, so that a second phase goes on with fresh ones. */
  readonly firstProcess?: number;
}

export interface InterpreterResult {
  readonly operations: number;
  /** A process number that was not used. */
  readonly nextProcess: number;
}

/** Runs until the generator ends or the signal is given. Rejects with whatever the generator itself throws. */
export function interpret(options: InterpreterOptions): Promise<InterpreterResult> {
  return new Interpreter(options).run();
}

/** The event loop gets its turn at least this often, ns. */
const MAX_TURN_NS = 8e6;
const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 1_000;
/** How long clients may take to close at the end, ms. */
const CLOSE_TIMEOUT_MS = 1_000;

interface Lane {
  readonly thread: number;
  process: number;
  worker: Worker | null;
  /** Counts operations, so that a late answer is known as such. */
  turn: number;
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
  private failure: unknown = null;
  private turnBeganNs: number;
  private pumpAsked = false;
  private timer: NodeJS.Timeout | null = null;
  private readonly rests = new Set<NodeJS.Timeout>();
  private settle: () => void = () => {};

  constructor(private readonly options: InterpreterOptions) {
    const first = options.firstProcess ?? 0;
    this.generator = options.generator;
    this.lanes = Array.from({ length: options.threads }, (_, thread) => ({
      ...{ thread, process: first + thread, worker: null, turn: 0, flight: null },
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
    await this.closeAll();
    if (this.failure !== null) throw this.failure;
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
      this.failure = error;
      this.finished = true;
    }
    if (this.finished && this.inFlight === 0) this.settle();
  };

  /** Does what the generator says now; false when there is nothing to do before something happens. */
  private step(): boolean {
    const now = this.options.now();
    const step = this.generator.next(this.context(now));
    if (step.kind === 'finished') {
      this.finished = true;
      return false;
    }
    if (step.kind === 'pending') {
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
      Math.max(0, (timeNs - nowNs) / 1e6),
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
      const done = (type: Outcome): void => this.release('nemesis', type, draft.f, draft.value, this.options.now());
      (this.options.nemesis?.(draft) ?? Promise.resolve()).then(
        () => done('info'),
        () => done('info'),
      );
      return;
    }
    const lane = this.lanes[thread]!;
    lane.turn += 1;
    lane.flight = { draft, deadlineNs: nowNs + this.options.opTimeoutMs * 1e6, invocation: -1, startNs: nowNs };
    if (lane.worker !== null) this.invoke(lane, lane.worker, lane.flight);
    else this.connectFirst(lane, lane.flight);
  }

  private connectFirst(lane: Lane, flight: Flight): void {
    const { turn } = lane;
    let connecting: Promise<Worker>;
    try {
      connecting = this.options.connect(lane.thread, lane.process);
    } catch (error) {
      connecting = Promise.reject(error);
    }
    connecting.then(
      (worker) => {
        if (lane.turn !== turn || lane.flight !== flight) {
          void worker.close().catch(() => {});
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
    this.recordInvocation(lane, flight, undefined);
    const restMs = lane.backoffMs;
    lane.backoffMs = Math.min(MAX_BACKOFF_MS, restMs * 2);
    this.complete(lane, flight, { type: 'fail', error: `no-client: ${why}` }, restMs);
  }

  private invoke(lane: Lane, worker: Worker, flight: Flight): void {
    const { f, value } = flight.draft;
    this.recordInvocation(lane, flight, worker.node);
    let answer: Promise<Completion>;
    try {
      answer = worker.invoke({ f, value, process: lane.process });
    } catch (error) {
      answer = Promise.reject(error);
    }
    answer.then(
      (completion) => {
        if (lane.flight === flight) this.complete(lane, flight, completion, 0);
      },
      (error: unknown) => {
        if (lane.flight !== flight) return;
        const type = error instanceof DefiniteFailure ? 'fail' : 'info';
        this.complete(lane, flight, { type, error: messageOf(error) }, 0);
      },
    );
  }

  private recordInvocation(lane: Lane, flight: Flight, node: string | undefined): void {
    const { f, value, time = Number.NaN } = flight.draft;
    flight.startNs = this.options.now();
    flight.invocation = this.options.recorder.invoke(lane.process, f, value, flight.startNs, time, node);
  }

  private complete(lane: Lane, flight: Flight, completion: Completion, restMs: number): void {
    const nowNs = this.options.now();
    const { f, value } = flight.draft;
    const { type, error } = completion;
    this.options.recorder.complete(flight.invocation, type, completion.value, error, nowNs);
    lane.flight = null;
    this.options.observe?.(f, type, nowNs - flight.startNs);
    const answered = completion.value === undefined ? value : completion.value;
    if (type === 'info') this.retire(lane);
    if (restMs === 0) this.release(lane.thread, type, f, answered, nowNs);
    else {
      const rest = setTimeout(() => {
        this.rests.delete(rest);
        this.free.push(lane.thread);
        this.askPump();
      }, restMs);
      this.rests.add(rest);
      this.inFlight -= 1;
      this.tell(type, lane.thread, f, answered, nowNs);
      this.askPump();
    }
  }

  /** Nobody knows what its client is doing now: the client goes, and the thread goes on as a new process. */
  private retire(lane: Lane): void {
    const { worker } = lane;
    lane.worker = null;
    lane.process += this.options.threads;
    this.processCount += 1;
    void worker?.close().catch(() => {});
  }

  private release(thread: Thread, type: Outcome, f: string, value: unknown, nowNs: number): void {
    this.inFlight -= 1;
    this.tell(type, thread, f, value, nowNs);
    this.free.push(thread);
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
  }

  private tell(type: 'invoke' | Outcome, thread: Thread, f: string, value: unknown, time: number): void {
    const event = { type, thread, process: this.processOf(thread), f, value, time };
    try {
      this.generator = this.generator.update(this.context(time), event);
    } catch (error) {
      this.failure ??= error;
      this.finished = true;
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

  private async closeAll(): Promise<void> {
    const closing = Promise.allSettled(this.lanes.map(({ worker }) => worker?.close()));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
    });
    await Promise.race([closing, late]);
    clearTimeout(timer);
  }
}
