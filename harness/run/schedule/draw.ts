/** Draws a schedule from a seed: entries in turn, or each in a rhythm of its own so that several are in force at once. */
import { UsageError } from '../../contracts/errors.js';
import type { ScheduledFault } from '../../contracts/fault.js';
import type { Random } from '../../contracts/generator.js';
import { createRandom } from '../../generator/index.js';
import { writeDuration } from './duration.js';
import type { FaultChoice, FaultEntry, Range } from './entry.js';
import { drawParameters } from './parameters.js';

/** Most of the run is spent under faults; before and after them it is quiet for a while, ms. */
const QUIET_MS_MAX = 3_000;
/** The longest fault takes this share of its interval, so that the target can recover before the next one. */
const DURATION_SHARE = 0.8;
/** The shortest fault is this share of the longest. */
const SHORTEST_SHARE = 0.6;
/** A fault that would have less than this share of an interval before the end is left out. */
const LEAST_SHARE = 0.25;
/** How far the rhythms of entries that are mixed together lie apart, as shares of the interval. */
const RHYTHM: Range = { min: 0.75, max: 1.25 };
/** Of entries that are mixed together, how many begin at once. */
const EARLY_ENTRIES = 3;
/** Each takes some ms to inject and to prove; more than this is a mistake in a unit. */
const FAULTS_MAX = 10_000;
const SEED_BOUND = 2 ** 31;

/** 'in-turn': one entry in each interval. 'together': each entry by itself, whatever the others do. */
export type Mix = 'in-turn' | 'together';

/** 'even': a fault begins with its interval. 'uneven': anywhere in it. */
export type Spacing = 'even' | 'uneven';

export interface ScheduleOptions {
  readonly entries: readonly FaultEntry[];
  /** 'in-turn' unless it says otherwise. */
  readonly mix?: Mix;
  /** 'even' unless it says otherwise. */
  readonly spacing?: Spacing;
  /** How long the workload runs. */
  readonly timeMs: number;
  /** From the beginning of one fault to the beginning of the next. A fault may be longer; then it is as long as that. */
  readonly intervalMs: number;
  /** How long faults are in force. Left out: most of their interval. */
  readonly durationMs?: Range;
  /** Of the interval, for the longest fault, where durationMs is left out. */
  readonly durationShare?: number;
  /** Without faults, at the beginning and at the end. Left out: 3 s, less in a short run. */
  readonly quietMs?: number;
  readonly seed: number;
}

/** When a fault may begin and how long it may be, all ms. */
interface Pace {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
  readonly longestMs: number;
  /** A fault with less than this before `toMs` is left out. */
  readonly leastMs: number;
  readonly durationMs: (longestMs: number, random: Random) => number;
}

interface Occurrence {
  readonly entry: FaultEntry;
  readonly atMs: number;
  /** Before which its faults must have ended. */
  readonly untilMs: number;
  readonly random: (choice: number) => Random;
}

/**
 * Every entry as often as the others, from the end of the first quiet time to the beginning of the last. A run shorter
 * than three intervals has shorter ones, so that it meets faults at all. Throws UsageError 'no-room' when not one fault
 * of that duration fits, 'too-many-faults' when there would be many thousands.
 */
export function drawSchedule(options: ScheduleOptions): readonly ScheduledFault[] {
  if (options.entries.length === 0) return [];
  const random = createRandom(options.seed).fork('schedule');
  const pace = paceOf(options);
  requireRoom(options, pace);
  return options.mix === 'together' ? drawTogether(options, pace, random) : drawInTurn(options, pace, random);
}

/** One entry in each interval; after each round all of them have had a turn. */
function drawInTurn(options: ScheduleOptions, pace: Pace, random: Random): readonly ScheduledFault[] {
  const schedule: ScheduledFault[] = [];
  let round: FaultEntry[] = [];
  for (let at = pace.fromMs; at + pace.leastMs <= pace.toMs; at += pace.intervalMs) {
    if (round.length === 0) round = random.shuffle(options.entries);
    const entry = round.pop();
    if (entry === undefined) break;
    const first = schedule.length + 1;
    const occurrence = {
      entry,
      atMs: at,
      untilMs: Math.min(at + pace.intervalMs, pace.toMs),
      random: (choice: number) => random.fork(`f${first + choice}`),
    };
    schedule.push(...drawOccurrence(occurrence, options, pace).map((fault, index) => named(fault, first + index)));
  }
  return schedule;
}

/**
 * Each entry has its own period. A few begin within the first quarter of an interval, so that they are in force together
 * early on; where there are more of them, the others begin anywhere within their first period.
 */
function drawTogether(options: ScheduleOptions, pace: Pace, random: Random): readonly ScheduledFault[] {
  const faults = random.shuffle(options.entries).flatMap((entry, index) => {
    const own = random.fork(`together ${index + 1}`);
    const drawn = pace.intervalMs * (RHYTHM.min + (RHYTHM.max - RHYTHM.min) * own.real());
    const room = pace.toMs - pace.fromMs;
    const periodMs = Math.min(Math.max(drawn, pace.longestMs), room);
    const early = Math.min(pace.intervalMs / 4, pace.leastMs / 2);
    const latest = Math.min(index < EARLY_ENTRIES ? early : periodMs, room - pace.leastMs);
    const occurrences: Omit<ScheduledFault, 'id'>[] = [];
    for (let at = pace.fromMs + latest * own.real(); at + pace.leastMs <= pace.toMs; at += periodMs) {
      const count = occurrences.length;
      const occurrence = {
        entry,
        atMs: at,
        untilMs: Math.min(at + periodMs, pace.toMs),
        random: (choice: number) => own.fork(`${count + choice}`),
      };
      occurrences.push(...drawOccurrence(occurrence, options, pace));
    }
    return occurrences;
  });
  return faults.sort((a, b) => a.when.atMs - b.when.atMs).map((fault, index) => named(fault, index + 1));
}

/** The faults of one entry, all of them at one moment. */
function drawOccurrence(
  { entry, atMs, untilMs, random }: Occurrence,
  options: ScheduleOptions,
  pace: Pace,
): readonly Omit<ScheduledFault, 'id'>[] {
  const longestMs = Math.min(pace.longestMs, untilMs - atMs);
  const drawn = entry.choices.map((choice: FaultChoice, index) => {
    const own = random(index);
    const parameters = drawParameters(choice.fault, choice.fixed, own);
    const durationMs = pace.durationMs(longestMs, own);
    return { fault: choice.fault.name, parameters, durationMs, seed: own.integer(SEED_BOUND) };
  });
  const spareMs = untilMs - atMs - Math.max(...drawn.map(({ durationMs }) => durationMs));
  const delayMs = options.spacing === 'uneven' ? random(drawn.length).fork('delay').real() * spareMs : 0;
  const begin = Math.round(atMs + delayMs);
  return drawn.map(({ durationMs, seed, ...what }) => ({
    ...what,
    when: { atMs: begin },
    // Rounded as the next one's beginning is, which it must not cross.
    durationMs: Math.max(1, Math.min(Math.round(durationMs), Math.round(untilMs) - begin)),
    seed,
  }));
}

function paceOf(options: ScheduleOptions): Pace {
  const { timeMs, durationMs, durationShare = DURATION_SHARE } = options;
  const shortened = Math.min(options.intervalMs, timeMs / 3);
  const quietMs = options.quietMs ?? Math.min(QUIET_MS_MAX, timeMs / 10, shortened / 2);
  const window = { fromMs: quietMs, toMs: timeMs - quietMs };
  // Quiet times that a user chose may leave little: three faults are to fit all the same.
  const intervalMs = Math.min(shortened, options.quietMs === undefined ? shortened : (timeMs - 2 * quietMs) / 3);
  if (durationMs !== undefined) {
    return {
      ...window,
      intervalMs: Math.max(intervalMs, durationMs.max),
      longestMs: durationMs.max,
      leastMs: durationMs.min,
      durationMs: (longestMs, random) => durationMs.min + (longestMs - durationMs.min) * random.real(),
    };
  }
  return {
    ...window,
    intervalMs,
    longestMs: intervalMs * durationShare,
    leastMs: intervalMs * Math.min(LEAST_SHARE, durationShare),
    durationMs: (longestMs, random) => longestMs * (SHORTEST_SHARE + (1 - SHORTEST_SHARE) * random.real()),
  };
}

function named(fault: Omit<ScheduledFault, 'id'>, number: number): ScheduledFault {
  const { fault: name, parameters, when, durationMs, seed } = fault;
  return { id: `f${number}`, fault: name, parameters, when, durationMs, seed };
}

function requireRoom({ entries, mix, timeMs, durationMs }: ScheduleOptions, pace: Pace): void {
  const roomMs = pace.toMs - pace.fromMs;
  if (roomMs <= 0 || pace.leastMs > roomMs) {
    const fault = durationMs === undefined ? 'no fault' : `no fault of ${writeDuration(durationMs.min)}`;
    const quiet = `of which the first and the last ${writeDuration(pace.fromMs)} are quiet`;
    throw new UsageError(`${fault} fits into a run of ${writeDuration(timeMs)}, ${quiet}`, {
      code: 'no-room',
      value: durationMs?.min ?? pace.fromMs,
      hint: 'a longer --time, a shorter --fault-duration or a shorter --quiet-time makes room',
    });
  }
  const count = (roomMs / pace.intervalMs) * (mix === 'together' ? entries.length : 1);
  if (count <= FAULTS_MAX) return;
  throw new UsageError(
    `a run of ${writeDuration(timeMs)} with a fault every ${writeDuration(pace.intervalMs)} has more than ${FAULTS_MAX} of them`,
    { code: 'too-many-faults', value: pace.intervalMs, hint: 'a longer --interval makes fewer of them' },
  );
}
