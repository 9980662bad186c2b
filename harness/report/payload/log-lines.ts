/** The logs of nodes and harness as lines on the time axis of the run, each node's clock error corrected. */
import type { ClockRecord, LogFile } from '../../results/index.js';
import { ClockCorrection } from './clock-correction.js';
import { chooseLines } from './log-choice.js';
import { levelOf } from './log-level.js';
import { type Stamp, stampOf } from './log-time.js';
import type { LogLine, Logs } from './payload.js';

export interface LogLinesInput {
  readonly files: readonly LogFile[];
  readonly clocks: readonly ClockRecord[];
  /** The controller's real-time clock when the run began, ms since 1970. */
  readonly startMs: number;
  /** The end of the run, ns since it began. */
  readonly endNs: number;
  /** When faults began and ended, and anomalies became certain. */
  readonly momentsNs: readonly number[];
  readonly maxBytes?: number;
}

const MAX_BYTES = 1_000_000;
const MAX_LINE_CHARACTERS = 2_000;
/** A stamp further off is none of this run's: it stands in a text, or is of an earlier life. */
const FAR_NS = 60e9;
const NS_PER_MS = 1e6;
const QUARTER_HOUR_NS = 900e9;
/** Zones are up to 14 hours from UTC. */
const MAX_QUARTERS = 56;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what colours a terminal
const COLOURS = /\u001b\[[0-9;]*[A-Za-z]/g;

/** By time; lines of one moment in the order of their files. */
export function logLines(input: LogLinesInput): Logs {
  let leftOutBytes = 0;
  const all = input.files.flatMap((file) => {
    leftOutBytes += file.leftOutBytes;
    return linesOf(file, input);
  });
  all.sort((left, right) => left.timeNs - right.timeNs);
  const chosen = chooseLines(all, input.momentsNs, input.maxBytes ?? MAX_BYTES);
  return { lines: chosen.lines, leftOutBytes: leftOutBytes + chosen.leftOutBytes };
}

function linesOf({ node, source, text }: LogFile, { clocks, startMs, endNs }: LogLinesInput): readonly LogLine[] {
  const texts = text
    .split('\n')
    .map((line) => line.replace(COLOURS, '').trimEnd())
    .filter((line) => line !== '');
  const stamps = texts.map((line) => stampOf(line, startMs));
  const shiftNs = zoneShiftNs(stamps, startMs, endNs);
  const correction = new ClockCorrection(clocks.filter((reading) => reading.node === node));
  const timesNs = stamps.map((stamp) => {
    if (stamp === null) return null;
    const saidNs = (stamp.wallMs - startMs) * NS_PER_MS + (stamp.hasZone ? 0 : shiftNs);
    const timeNs = node === null ? saidNs : correction.correct(saidNs);
    return timeNs < -FAR_NS || timeNs > endNs + FAR_NS ? null : timeNs;
  });
  const filled = interpolated(timesNs, endNs);
  return texts.map((line, at) => ({
    ...{ timeNs: filled[at]!, node, source, level: levelOf(line) },
    text: line.length > MAX_LINE_CHARACTERS ? `${line.slice(0, MAX_LINE_CHARACTERS)}…` : line,
  }));
}

/**
 * What has to be added to stamps without a zone: the whole quarters of an hour with which the most of them are of this
 * run, and none where that is as good.
 */
function zoneShiftNs(stamps: readonly (Stamp | null)[], startMs: number, endNs: number): number {
  const saidNs = stamps.flatMap((stamp) =>
    stamp === null || stamp.hasZone ? [] : [(stamp.wallMs - startMs) * NS_PER_MS],
  );
  const fitting = (shiftNs: number): number =>
    saidNs.filter((said) => said + shiftNs >= -FAR_NS && said + shiftNs <= endNs + FAR_NS).length;
  let best = { shiftNs: 0, count: fitting(0) };
  if (best.count === saidNs.length) return 0;
  for (let quarters = 1; quarters <= MAX_QUARTERS; quarters += 1) {
    for (const shiftNs of [quarters * QUARTER_HOUR_NS, -quarters * QUARTER_HOUR_NS]) {
      const count = fitting(shiftNs);
      if (count > best.count) best = { shiftNs, count };
    }
  }
  return best.shiftNs;
}

/** Lines without a time lie evenly between their neighbours, or with the only one, or all over the run. */
function interpolated(timesNs: readonly (number | null)[], endNs: number): readonly number[] {
  const known = timesNs.flatMap((timeNs, at) => (timeNs === null ? [] : [at]));
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) {
    return timesNs.map((_, at) => (endNs * (at + 0.5)) / timesNs.length);
  }
  let before = first;
  let place = 0;
  return timesNs.map((timeNs, at) => {
    if (timeNs !== null) {
      before = at;
      place += at === known[place] ? 1 : 0;
      return timeNs;
    }
    if (at < first || at > last) return timesNs[at < first ? first : last]!;
    const after = known[place]!;
    const share = (at - before) / (after - before);
    return timesNs[before]! + (timesNs[after]! - timesNs[before]!) * share;
  });
}
