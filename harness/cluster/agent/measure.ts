/** What the watcher of a node saw, judged against what its condition should be. */
import type { Sample } from '../../contracts/cluster.js';
import type { ClockTrouble, NodeCondition } from '../../contracts/trouble.js';
import { offsetAt, rateWord, readParameters, type StubSetting, shownAt } from './clock/line.js';

/** A clock may be off by so much more than the width of our look at it, ns. */
const CLOCK_TOLERANCE_NS = 1_000_000;
/** Of the time that a stuttering program should stand still. */
const STUTTER_TOLERANCE = 0.15;

/** One reading of the watcher: through libc, and of the kernel beside it; ns. */
export interface WatcherClock {
  readonly realtimeNs: number;
  readonly monotonicNs: number;
  readonly kernelRealtimeNs: number;
  readonly kernelMonotonicNs: number;
  /** What lay between the first and the last look. */
  readonly widthNs: number;
}

export interface WatcherStates {
  readonly processes: number;
  /** Of the time, 0 to 1. */
  readonly stoppedPart: number;
  /** Those that were stopped at every look. */
  readonly stopped: readonly string[];
}

/** Processes by the parameters that they carry; null for those without the patch, 'other' for foreign vDSOs. */
export interface WatcherVdso {
  readonly pids: readonly string[];
  readonly carries: StubSetting | 'none' | 'other';
  /** Is the watcher among them? */
  readonly self: boolean;
}

export function parseClock(text: string): WatcherClock | null {
  const [realtimeNs, monotonicNs, kernelRealtimeNs, kernelMonotonicNs, widthNs] = text.split(' ').map(Number);
  if (widthNs === undefined || realtimeNs === undefined || monotonicNs === undefined) return null;
  if (kernelRealtimeNs === undefined || kernelMonotonicNs === undefined) return null;
  return { realtimeNs, monotonicNs, kernelRealtimeNs, kernelMonotonicNs, widthNs };
}

export function parseStates(text: string): WatcherStates {
  const [, processes = '0', part = '0', ...stopped] = text.split(' ').filter((word) => word !== '');
  return { processes: Number(processes), stoppedPart: Number(part), stopped };
}

export function parseVdsoGroups(text: string): readonly WatcherVdso[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const [what = '', pids = ''] = word.split('=');
      const carries = what === 'none' || what === 'other' ? what : readParameters(Buffer.from(what, 'hex'));
      return { carries, pids: pids.replace('!', '').split(','), self: pids.includes('!') };
    });
}

/** Paused, stuttering or neither. Nothing where the kernel's freezer does it: that is measured elsewhere. */
export function judgeStates(condition: NodeCondition, states: WatcherStates): readonly Sample[] {
  if (condition.paused === 'freezer') return [];
  const { processes, stopped, stoppedPart } = states;
  if (condition.paused === 'signal') {
    const measured = `${stopped.length} of ${processes} processes stopped`;
    return [sample('processes', 'all stopped', measured, stopped.length === processes)];
  }
  if (condition.stutter !== undefined) {
    const { pauseMs, everyMs } = condition.stutter;
    const part = pauseMs / everyMs;
    const ok = processes === 0 || Math.abs(stoppedPart - part) <= STUTTER_TOLERANCE;
    return [sample('processes', `stopped ${percent(part)} of the time`, `stopped ${percent(stoppedPart)}`, ok)];
  }
  return [sample('processes', 'none stopped', `${stopped.length} of ${processes} stopped`, stopped.length === 0)];
}

/** What the watcher itself reads: realtime against what was asked for, monotonic against its own parameters too. */
export function judgeReading(
  trouble: ClockTrouble | undefined,
  clock: WatcherClock,
  groups: readonly WatcherVdso[],
): readonly Sample[] {
  const tolerance = CLOCK_TOLERANCE_NS + clock.widthNs;
  const own = groups.find(({ self }) => self)?.carries;
  const setting = typeof own === 'object' ? own : null;
  const line = offsetAt(trouble?.realtime, clock.kernelMonotonicNs);
  const allowed = trouble?.strobe === undefined ? [line] : strobed(line, setting, clock);
  const realtime = clock.realtimeNs - clock.kernelRealtimeNs;
  const monotonic = clock.monotonicNs - clock.kernelMonotonicNs;
  const now = BigInt(clock.kernelMonotonicNs);
  const monotonicLine = setting === null ? 0 : Number(shownAt(setting.sets.monotonic, now) - now);
  const close = (measured: number, expected: number): boolean => Math.abs(measured - expected) <= tolerance;
  return [
    sample(
      'realtime',
      allowed.map(off).join(' or '),
      off(realtime),
      allowed.some((value) => close(realtime, value)),
    ),
    sample('monotonic', off(monotonicLine), off(monotonic), close(monotonic, monotonicLine)),
  ];
}

/** Which processes do not carry what they should, by their own memory. */
export function withWrongClock(
  trouble: ClockTrouble | undefined,
  clock: WatcherClock,
  groups: readonly WatcherVdso[],
): readonly string[] {
  const wanted =
    trouble !== undefined && [trouble.realtime, trouble.monotonic, trouble.strobe].some((part) => part !== undefined);
  return groups
    .filter(({ carries }) => {
      if (carries === 'none' || carries === 'other') return wanted;
      return !carriesRight(trouble, clock, carries);
    })
    .flatMap(({ pids }) => pids);
}

/** As a sample; `complaints` are the agent's, by pid. */
export function judgeCarriers(
  trouble: ClockTrouble | undefined,
  wrong: readonly string[],
  groups: readonly WatcherVdso[],
  complaints: ReadonlyMap<string, string>,
): Sample {
  const all = groups.flatMap(({ pids }) => pids).length;
  const why = wrong.map((pid) => (complaints.has(pid) ? `${pid}: ${complaints.get(pid)}` : pid)).join(', ');
  const expected = trouble === undefined ? 'no process carries another clock' : 'every process carries the clock';
  const measured = `${all - wrong.length} of ${all} as they should${why === '' ? '' : ` (not ${why})`}`;
  return sample('clock of the processes', expected, measured, wrong.length === 0);
}

/** Does anything of these parameters change a clock, other than one that stands still until real time has caught up? */
export function isNeutral({ sets, strobe }: StubSetting): boolean {
  return strobe.everyNs === 0n && Object.values(sets).every(({ next }) => next.rate === 0n && next.added === 0n);
}

function carriesRight(trouble: ClockTrouble | undefined, clock: WatcherClock, setting: StubSetting): boolean {
  const now = BigInt(clock.kernelRealtimeNs);
  const shown = Number(shownAt(setting.sets.realtime, now) - now);
  const line = offsetAt(trouble?.realtime, clock.kernelMonotonicNs);
  if (Math.abs(shown - line) > CLOCK_TOLERANCE_NS + clock.widthNs) return false;
  const rate = rateWord(trouble?.monotonic?.ratePpm ?? 0);
  const monotonic = setting.sets.monotonic.next;
  if (monotonic.rate !== rate || (trouble?.monotonic === undefined && monotonic.added !== 0n)) return false;
  const { everyMs = 0, offsetNs = 0 } = trouble?.strobe ?? {};
  return (
    setting.strobe.everyNs === BigInt(Math.round(everyMs * 1e6)) &&
    setting.strobe.offsetNs === BigInt(Math.round(offsetNs))
  );
}

/** One value, or two where the look may have been on either side of an edge. */
function strobed(line: number, setting: StubSetting | null, clock: WatcherClock): readonly number[] {
  if (setting === null || setting.strobe.everyNs === 0n) return [Number.NaN];
  const { everyNs, origin, offsetNs } = setting.strobe;
  const values = [-clock.widthNs, clock.widthNs].map((shift) => {
    const since = BigInt(clock.kernelRealtimeNs + shift) - origin;
    return since >= 0n && (since / everyNs) % 2n === 0n ? line + Number(offsetNs) : line;
  });
  return [...new Set(values)];
}

function sample(subject: string, expected: string, measured: string, ok: boolean): Sample {
  return { subject, expected, measured, ok };
}

function off(ns: number): string {
  return `${(ns / 1e6).toFixed(3)} ms off`;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
