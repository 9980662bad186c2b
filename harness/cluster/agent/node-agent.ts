/** The agent of a node as the controller has it: it brings the node to a condition, and its watcher measures that. */
import type { ClockReading, Sample } from '../../contracts/cluster.js';
import { FaultlineError, messageOf, UsageError } from '../../contracts/errors.js';
import type { NodeCondition } from '../../contracts/trouble.js';
import type { ShellStreams } from '../kept-shell.js';
import { clockWord } from './clock/line.js';
import { type PatchPlan, planPatch } from './clock/patch.js';
import { ControllerClock } from './controller-clock.js';
import { Link } from './link.js';
import {
  isNeutral,
  judgeCarriers,
  judgeReading,
  judgeStates,
  parseClock,
  parseStates,
  parseVdsoGroups,
  type WatcherClock,
  type WatcherStates,
  type WatcherVdso,
  withWrongClock,
} from './measure.js';
import { AGENT_PROGRAM } from './program/agent.js';
import { WATCHER_PROGRAM } from './program/watcher.js';
import { judgeScheduling, parseReport, type Report } from './report.js';

/** In the environment of everything of ours on a node, as OURS_MARK=1: it gets the node's clock, and is never stopped. */
export const OURS_MARK = 'FAULTLINE_OURS';
/** To be run inside the node's namespaces, as their root, with OURS_MARK=1. */
export const AGENT_COMMAND: readonly string[] = ['perl', '-e', AGENT_PROGRAM];
/** As the agent. Reads clocks only where Perl has Time::HiRes. */
export const WATCHER_COMMAND: readonly string[] = ['perl', '-e', WATCHER_PROGRAM];

const HEARTBEAT_INTERVAL_MS = 1_000;
const START_TIMEOUT_MS = 10_000;
const APPLY_TIMEOUT_MS = 5_000;
const MEASURE_TIMEOUT_MS = 5_000;
/** Sampled so long where processes should be in one state, ms. */
const LOOK_MS = 5;
/** Drawing for all threads of a node takes some milliseconds of a core. */
const RENEW_MS_MIN = 10;
const SCHEDULING_LOOKS_MAX = 10;
const STUTTER_LOOK_MS_MIN = 200;
const STUTTER_LOOK_MS_MAX = 3_000;
/** Between two looks, ms: a process that has just started gets everything within this on a machine that is not busy. */
const SETTLING_MS = 110;
/** So often it is looked at before a process that is not as it should be is held against the agent. */
const SETTLING_LOOKS_MAX = 5;

export interface NodeAgentOptions {
  /** The node's. */
  readonly name: string;
  /** Of AGENT_COMMAND and WATCHER_COMMAND. */
  readonly agent: ShellStreams;
  readonly watcher: ShellStreams;
}

/**
 * Owns both programs. Requests end in time, whatever became of the node: FaultlineError 'agent-gone', 'agent-timeout',
 * 'agent-refused'. Without a word of ours for 4 s the agent undoes everything and ends.
 */
export class NodeAgent {
  readonly capabilities: ReadonlySet<'clock' | 'scheduling'>;
  /** Why it is not capable of something. */
  readonly refusals: readonly string[];
  private readonly heartbeat: NodeJS.Timeout;
  private readonly controllerClock = new ControllerClock();
  private tail: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly name: string,
    private readonly agent: Link,
    private readonly watcher: Link,
    private readonly plan: PatchPlan | null,
    scheduling: boolean,
    refusals: readonly string[],
    private readonly vdsoWords: readonly string[],
  ) {
    this.capabilities = new Set([
      ...(plan === null ? [] : (['clock'] as const)),
      ...(scheduling ? (['scheduling'] as const) : []),
    ]);
    this.refusals = refusals;
    this.heartbeat = setInterval(() => agent.beat(), HEARTBEAT_INTERVAL_MS);
    this.heartbeat.unref();
  }

  /** Finds out what can be done here: the clock is tried on a process of ours. Throws when the agent does not answer. */
  static async start({ name, agent, watcher }: NodeAgentOptions): Promise<NodeAgent> {
    const link = new Link(`the agent of ${name}`, agent);
    const watcherLink = new Link(`the watcher of ${name}`, watcher);
    const refusals: string[] = [];
    try {
      const image = await link.request('hello', [], START_TIMEOUT_MS);
      const planned = image === '-' ? 'its vDSO cannot be read' : planPatch(Buffer.from(image, 'hex'));
      let plan: PatchPlan | null = null;
      let vdsoWords: readonly string[] = [];
      if (typeof planned === 'string') refusals.push(`clock: ${planned}`);
      else {
        const size = String(image.length / 2);
        const refusal = await refused(link.request('patch', [size, ...patchWords(planned)], START_TIMEOUT_MS));
        if (refusal === null) plan = planned;
        else refusals.push(`clock: ${refusal}`);
        const jumps = planned.entries.map(({ offset, after }) => `${offset}:${after.toString('hex')}`);
        vdsoWords = [size, String(planned.parametersOffset), ...jumps];
      }
      const scheduling = await refused(link.request('scheduling', [], START_TIMEOUT_MS));
      if (scheduling !== null) refusals.push(`scheduling: ${scheduling}`);
      return new NodeAgent(name, link, watcherLink, plan, scheduling === null, refusals, vdsoWords);
    } catch (error) {
      link.close();
      watcherLink.close();
      throw error;
    }
  }

  /**
   * Brings the node to exactly this, whatever it was before. 'freezer', cpuPercent and memoryHeadroomMb are not its own.
   * Throws UsageError for what no clock and no stutter can be, FaultlineError 'no-capability' for what this node cannot.
   */
  apply(condition: NodeCondition): Promise<void> {
    const result = this.tail.then(() => this.applyNow(condition));
    this.tail = result.catch(() => {});
    return result;
  }

  /** One look: is what should be, and is what should not be not? */
  async measure(condition: NodeCondition): Promise<readonly Sample[]> {
    const samples = [...judgeStates(condition, await this.settledStates(condition))];
    if (this.capabilities.has('scheduling')) samples.push(await this.measureScheduling(condition));
    if (this.plan !== null) samples.push(...(await this.measureClock(condition)));
    return samples.map((sample) => ({ ...sample, subject: `${this.name} ${sample.subject}` }));
  }

  /** What time the node's programs read, by the watcher; null when it does not answer, or has no Time::HiRes. */
  async readClock(): Promise<ClockReading | null> {
    try {
      const before = this.controllerClock.now();
      const clock = parseClock(await this.watcher.request('clock', [], MEASURE_TIMEOUT_MS));
      const after = this.controllerClock.now();
      if (clock === null) return null;
      return {
        offsetNs: clock.realtimeNs - (before.realtimeNs + after.realtimeNs) / 2,
        monotonicOffsetNs: clock.monotonicNs - clock.kernelMonotonicNs,
        uncertaintyNs: (after.monotonicNs - before.monotonicNs) / 2,
      };
    } catch (error) {
      if (error instanceof FaultlineError) return null;
      throw error;
    }
  }

  /** What of ours is still in force, one sentence each; measured by the watcher, and asked of the agent. */
  async audit(): Promise<readonly string[]> {
    const found: string[] = [];
    const { stopped } = await this.states(LOOK_MS);
    found.push(...stopped.map((pid) => `stopped process ${pid}`));
    const groups = this.plan === null ? [] : await this.vdso();
    const skewed = groups.filter(({ carries }) => typeof carries === 'object' && !isNeutral(carries));
    if (skewed.length > 0) found.push(`another clock in process ${skewed.flatMap(({ pids }) => pids).join(', ')}`);
    if (!this.agent.isOpen) found.push('its agent is gone');
    else {
      const { scheduled } = await this.report();
      if (scheduled > 0) found.push(`another policy, niceness or CPUs in ${scheduled} threads`);
    }
    return found.map((text) => `${this.name}: ${text}`);
  }

  /** The agent undoes everything when its input ends. */
  close(): void {
    clearInterval(this.heartbeat);
    this.agent.close();
    this.watcher.close();
  }

  private async applyNow(condition: NodeCondition): Promise<void> {
    const { paused, stutter, scheduling } = condition;
    const clock = clockWord(condition.clock);
    if (clock !== '-') this.require('clock');
    if (scheduling !== undefined) this.require('scheduling');
    const words = [
      `paused=${paused === 'signal' ? 1 : 0}`,
      `stutter=${stutter === undefined ? '-' : stutterWord(stutter)}`,
      `scheduling=${scheduling === undefined ? '-' : schedulingWord(scheduling)}`,
      `clock=${clock}`,
    ];
    const answer = await this.agent.request('apply', words, APPLY_TIMEOUT_MS);
    const settlesNs = Number(/settles=(\d+)/.exec(answer)?.[1] ?? 0);
    if (settlesNs > 0) await sleep(settlesNs / 1e6 + 1);
  }

  private require(capability: 'clock' | 'scheduling'): void {
    if (this.capabilities.has(capability)) return;
    const why = this.refusals.find((refusal) => refusal.startsWith(`${capability}: `)) ?? capability;
    throw new FaultlineError(`node ${this.name} cannot be given this: ${why}`, {
      code: 'no-capability',
      value: capability,
    });
  }

  /** Looks again when a process is not as it should be, for it may have started this moment. */
  private async settledStates(condition: NodeCondition): Promise<WatcherStates> {
    const { stutter } = condition;
    if (stutter !== undefined && condition.paused === undefined) {
      return this.states(Math.min(STUTTER_LOOK_MS_MAX, Math.max(STUTTER_LOOK_MS_MIN, 3 * stutter.everyMs)));
    }
    for (let look = 1; ; look += 1) {
      const states = await this.states(LOOK_MS);
      if (look === SETTLING_LOOKS_MAX || judgeStates(condition, states).every(({ ok }) => ok)) return states;
      await sleep(SETTLING_MS);
    }
  }

  private async measureClock({ clock: trouble }: NodeCondition): Promise<readonly Sample[]> {
    const look = async (): Promise<{ clock: WatcherClock | null; groups: readonly WatcherVdso[] }> => ({
      groups: await this.vdso(),
      clock: parseClock(await this.watcher.request('clock', [], MEASURE_TIMEOUT_MS)),
    });
    const { clock, groups } = await look();
    if (clock === null) {
      const measured = 'not known: Perl has no Time::HiRes there';
      return [{ subject: 'realtime', expected: 'a reading', measured, ok: false }];
    }
    let wrong = withWrongClock(trouble, clock, groups);
    for (let looks = 1; wrong.length > 0 && looks < SETTLING_LOOKS_MAX; looks += 1) {
      await sleep(SETTLING_MS);
      const again = await look();
      const still = withWrongClock(trouble, again.clock ?? clock, again.groups);
      wrong = wrong.filter((pid) => still.includes(pid));
    }
    const complaints = wrong.length > 0 && this.agent.isOpen ? (await this.report()).complaints : new Map();
    return [...judgeReading(trouble, clock, groups), judgeCarriers(trouble, wrong, groups, complaints)];
  }

  private async measureScheduling({ scheduling }: NodeCondition): Promise<Sample> {
    let before = await this.report();
    // When they are drawn anew meanwhile, some have the one and some the other: then we look again.
    for (let look = 1; ; look += 1) {
      const threads = await this.watcher.request('threads', [], MEASURE_TIMEOUT_MS);
      const after = await this.report();
      const sample = judgeScheduling(scheduling !== undefined, after, threads);
      if (sample.ok || after.text === before.text || look === SCHEDULING_LOOKS_MAX) return sample;
      before = after;
    }
  }

  private async states(ms: number): Promise<WatcherStates> {
    return parseStates(await this.watcher.request('states', [String(ms)], ms + MEASURE_TIMEOUT_MS));
  }

  private async vdso(): Promise<readonly WatcherVdso[]> {
    return parseVdsoGroups(await this.watcher.request('vdso', this.vdsoWords, MEASURE_TIMEOUT_MS));
  }

  private async report(): Promise<Report> {
    return parseReport(await this.agent.request('report', [], MEASURE_TIMEOUT_MS));
  }
}

function patchWords({ stubOffset, stub, parametersOffset, entries }: PatchPlan): readonly string[] {
  const replaced = entries.map(
    ({ offset, before, after }) => `${offset}:${before.toString('hex')}:${after.toString('hex')}`,
  );
  return [String(stubOffset), stub.toString('hex'), String(parametersOffset), ...replaced];
}

/** Null when it went well, or why the agent refused. Rethrows what means that there is no agent. */
async function refused(request: Promise<string>): Promise<string | null> {
  try {
    await request;
    return null;
  } catch (error) {
    if (error instanceof FaultlineError && error.code === 'agent-refused') return messageOf(error);
    throw error;
  }
}

function stutterWord(stutter: { readonly pauseMs: number; readonly everyMs: number }): string {
  const { pauseMs, everyMs } = stutter;
  if (!(pauseMs > 0 && pauseMs < everyMs)) {
    throw new UsageError(`a program cannot stand still for ${pauseMs} ms of every ${everyMs} ms`, {
      code: 'stutter',
      value: stutter,
      hint: 'let pauseMs be more than nothing and less than everyMs',
    });
  }
  return `${Math.round(pauseMs * 1e6)}:${Math.round(everyMs * 1e6)}`;
}

function schedulingWord(scheduling: { readonly renewMs: number; readonly seed: number }): string {
  const { renewMs, seed } = scheduling;
  if (!(renewMs >= RENEW_MS_MIN)) {
    throw new UsageError(`threads cannot be scheduled anew every ${renewMs} ms`, {
      code: 'scheduling',
      value: scheduling,
      hint: `give at least ${RENEW_MS_MIN} ms`,
    });
  }
  return `${Math.round(renewMs * 1e6)}:${seed >>> 0}`;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
