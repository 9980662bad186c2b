/**
 * Runs a workload against a simulated store in virtual time, with the harness's own lies, recorder and generators: what
 * would take minutes takes milliseconds, and the same seed gives the same history.
 */
import { PlantedLies } from '../../../harness/clients/plant.js';
import type { Checker, Verdict } from '../../../harness/contracts/checker.js';
import { failureOf } from '../../../harness/contracts/errors.js';
import type { FaultEventValue } from '../../../harness/contracts/fault.js';
import type { Generator, GeneratorContext, OperationDraft } from '../../../harness/contracts/generator.js';
import type { History } from '../../../harness/contracts/history.js';
import type { Completion } from '../../../harness/contracts/operation.js';
import type { ClosableClient } from '../../../harness/contracts/target.js';
import type { AnyWorkload } from '../../../harness/contracts/workload.js';
import { assigned, createRandom, LOG, rate, timeLimit } from '../../../harness/generator/index.js';
import { randomAt } from '../../../harness/generator/random.js';
import { Recorder } from '../../../harness/history/recorder.js';
import { VirtualTime } from './time.js';
import { FAIR, type Weather, World } from './world.js';

/** A fault that stands in the history: its events, and the weather while it is in force. */
export interface VirtualFault {
  readonly fault: string;
  readonly victims: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly weather: Weather;
}

export interface VirtualRunOptions {
  readonly workload: AnyWorkload;
  /** Makes the store of one run; answers how a client connects to the node of that index. */
  readonly store: (world: World) => (node: number) => ClosableClient;
  readonly seed: number;
  /** As after --set. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly concurrency?: number;
  readonly nodes?: number;
  /** Operations a second; 0: as fast as the clients can. */
  readonly ratePerS?: number;
  readonly timeMs?: number;
  readonly opTimeoutMs?: number;
  readonly plant?: { readonly name: string; readonly everyNth: number };
  /** Whenever no fault is in force. */
  readonly weather?: Weather;
  readonly faults?: readonly VirtualFault[];
  /** Left out: final reads are made, in fair weather, and all answered. */
  readonly withoutFinalReads?: true;
}

export interface VirtualRun {
  readonly history: History;
  /** Lies told. */
  readonly told: number;
}

interface Lane {
  process: number;
  busy: boolean;
  client: ClosableClient | null;
  /** Counts what it began, so that a late answer is known as one. */
  flight: number;
}

const NS_PER_MS = 1e6;
const FINAL_READS_MS = 30_000;

export function runVirtually(options: VirtualRunOptions): Promise<VirtualRun> {
  return new VirtualLife(options).live();
}

/** Judges a history by a property with a budget that a test can afford. */
export async function judged(checker: Checker, history: History, keyed: boolean): Promise<Verdict> {
  const deadlineMs = performance.now() + 20_000;
  const budget = { now: () => performance.now(), deadlineMs, memoryBytes: 2 ** 30, parallelism: 1 };
  return checker.check(history, { keyed, budget });
}

class VirtualLife {
  private readonly time = new VirtualTime();
  private readonly recorder = Recorder.create({ path: null });
  private readonly workload: AnyWorkload;
  private readonly connect: (node: number) => ClosableClient;
  private readonly lanes: readonly Lane[];
  private readonly lies: PlantedLies | null;
  private readonly nodes: number;
  private readonly opTimeoutNs: number;
  private readonly settings: { readonly options: unknown; readonly concurrency: number; readonly nodeCount: number };
  private emitted = 0;
  private processes: number;
  private generator: Generator = { next: () => ({ kind: 'finished' }), update: () => this.generator };

  constructor(private readonly options: VirtualRunOptions) {
    const { seed, concurrency = 5, nodes = 3, opTimeoutMs = 100, plant } = options;
    this.workload = options.workload;
    this.nodes = nodes;
    this.opTimeoutNs = opTimeoutMs * NS_PER_MS;
    this.processes = concurrency;
    const random = createRandom(seed);
    const world = new World(this.time, random.fork('world'), this.opTimeoutNs, (now) => this.weatherAt(now));
    this.connect = options.store(world);
    this.lanes = Array.from({ length: concurrency }, (_, process) => ({
      ...{ process, busy: false, client: null, flight: 0 },
    }));
    const found = this.workload.plants.find(({ name }) => name === plant?.name);
    if (plant !== undefined && found === undefined) throw new Error(`there is no plant ${plant.name}`);
    this.lies =
      plant === undefined || found === undefined
        ? null
        : new PlantedLies(found.create(random.fork('plant')), plant.everyNth);
    const parsed: unknown = this.workload.options.parse(options.options ?? {});
    this.settings = { options: parsed, concurrency, nodeCount: nodes };
  }

  async live(): Promise<VirtualRun> {
    const { timeMs = 2_000, ratePerS = 0, withoutFinalReads } = this.options;
    const work = this.workload.generator(this.settings);
    await this.play(timeLimit(timeMs, ratePerS > 0 ? rate(ratePerS, work) : work), true);
    this.isOver = true;
    const finalReads = this.workload.finalReads?.(this.settings, this.recorder.toHistory());
    if (finalReads !== undefined && withoutFinalReads !== true) {
      for (const lane of this.lanes) this.renew(lane);
      await this.play(timeLimit(FINAL_READS_MS, finalReads), false);
    }
    return { history: this.recorder.toHistory(), told: this.lies?.told ?? 0 };
  }

  private isOver = false;

  private weatherAt(nowNs: number): Weather {
    if (this.isOver) return FAIR;
    const fault = this.options.faults?.find(
      ({ fromMs, toMs }) => nowNs >= fromMs * NS_PER_MS && nowNs < toMs * NS_PER_MS,
    );
    return fault?.weather ?? this.options.weather ?? FAIR;
  }

  /** Runs a generator to its end, and waits until everything that it began has ended. */
  private async play(generator: Generator, withFaults: boolean): Promise<void> {
    this.generator = generator;
    const events = withFaults ? this.faultEvents() : [];
    let finished = false;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      let due = events[0]?.atNs ?? Number.POSITIVE_INFINITY;
      while (!finished) {
        const step = assigned(this.generator, this.context());
        if (step.kind === 'finished') finished = true;
        else if (step.kind === 'pending') {
          this.generator = step.next;
          due = Math.min(due, step.until ?? Number.POSITIVE_INFINITY);
          break;
        } else if ((step.operation.time ?? 0) > this.time.nowNs) {
          due = Math.min(due, step.operation.time ?? 0);
          break;
        } else {
          this.generator = step.next;
          if (step.operation.f !== LOG) this.begin(step.operation);
        }
      }
      const idle = this.lanes.every(({ busy }) => !busy);
      if (finished && idle && events.length === 0) return;
      const next = Math.min(due, this.time.nextNs);
      if (next === Number.POSITIVE_INFINITY) throw new Error('everybody waits, and nobody ever wakes');
      while ((events[0]?.atNs ?? Number.POSITIVE_INFINITY) <= next) {
        const event = events.shift()!;
        this.time.advanceTo(Math.max(this.time.nowNs, Math.min(event.atNs, next)));
        this.recorder.nemesis(event.value.fault, event.value, event.atNs);
      }
      this.time.advanceTo(next);
    }
  }

  private faultEvents(): { readonly atNs: number; readonly value: FaultEventValue }[] {
    return (this.options.faults ?? [])
      .flatMap(({ fault, victims, fromMs, toMs }, at) => {
        const value = { fault, id: `f${at + 1}`, victims };
        const phases = ['inject', 'verified', 'heal', 'healed'] as const;
        return phases.map((phase, place) => ({
          atNs: (place < 2 ? fromMs : toMs) * NS_PER_MS + (place % 2),
          value: { ...value, phase },
        }));
      })
      .sort((left, right) => left.atNs - right.atNs);
  }

  private begin(draft: OperationDraft): void {
    const { f, value, thread, time = Number.NaN } = draft;
    const lane = typeof thread === 'number' ? this.lanes[thread] : undefined;
    if (lane === undefined || lane.busy || typeof thread !== 'number')
      throw new Error(`the generator used thread ${thread}, which is not free`);
    const node = thread % this.nodes;
    lane.client ??= this.connect(node);
    const { client, process } = lane;
    this.emitted += 1;
    lane.busy = true;
    lane.flight += 1;
    const { flight } = lane;
    const { nowNs } = this.time;
    this.tell('invoke', thread, f, value);
    const invocation = this.recorder.invoke(process, f, value, nowNs, time, `n${node + 1}`);
    const perform = async (asked: { f: string; value: unknown; process: number | 'nemesis' }): Promise<Completion> =>
      this.workload.invoke(client, asked);
    const answer =
      this.lies === null
        ? perform({ f, value, process })
        : this.lies.perform({ f, value, process }, (invoked) => perform(invoked));
    const end = (completion: Completion): void => {
      if (lane.flight !== flight || !lane.busy) return;
      lane.busy = false;
      this.recorder.complete(invocation, completion.type, completion.value, completion.error, this.time.nowNs);
      this.tell(completion.type, thread, f, completion.value === undefined ? value : completion.value);
      if (completion.type === 'info') this.renew(lane);
    };
    answer.then(end, (error: unknown) => end(failureOf(error)));
    void this.time.sleep(this.opTimeoutNs).then(() => end({ type: 'info', error: 'timeout' }));
  }

  private renew(lane: Lane): void {
    lane.client?.close().catch(() => {});
    lane.client = null;
    lane.process += this.lanes.length;
    this.processes += 1;
  }

  private tell(type: 'invoke' | Completion['type'], thread: number, f: string, value: unknown): void {
    const process = this.lanes[thread]!.process;
    const event = { type, thread, process, f, value, time: this.time.nowNs };
    this.generator = this.generator.update(this.context(), event);
  }

  private context(): GeneratorContext {
    const free = this.lanes.flatMap(({ busy }, thread) => (busy ? [] : [thread]));
    const turn = this.emitted % Math.max(1, free.length);
    return {
      time: this.time.nowNs,
      threads: this.lanes.map((_, thread) => thread),
      free: [...free.slice(turn), ...free.slice(0, turn)],
      processOf: (thread) => (typeof thread === 'number' ? (this.lanes[thread]?.process ?? thread) : thread),
      processCount: this.processes,
      random: randomAt(this.options.seed, this.emitted),
    };
  }
}
