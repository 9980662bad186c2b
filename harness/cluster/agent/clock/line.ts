/** Clock lines as the stub's parameters have them: written for the agent, and computed again to check what it wrote. */

import { UsageError } from '../../../contracts/errors.js';
import type { ClockLine, ClockTrouble } from '../../../contracts/trouble.js';
import { BANK_WORDS, SET_WORDS, SETS } from './patch.js';

/** Rates are whole multiples of 2^-40. */
const RATE_BITS = 40n;
/** Beyond, nanoseconds since 1970 would not fit into 64 bits. */
const RATE_PPM_MAX = 3e6;
/** 31 years; the same limit. */
const OFFSET_NS_MAX = 1e18;

/** A rate as the stub has it. */
export function rateWord(ratePpm: number): bigint {
  return BigInt(Math.round((ratePpm / 1e6) * 2 ** Number(RATE_BITS)));
}

/** One line of a set: the clock shows max(time + time * rate / 2^40 + added, floor). */
export interface StubLine {
  readonly rate: bigint;
  readonly added: bigint;
  readonly floor: bigint;
}

export interface StubSet {
  /** The kernel's time at which `next` takes over from `before`. */
  readonly switchAt: bigint;
  readonly before: StubLine;
  readonly next: StubLine;
}

/** What a process's parameters say. */
export interface StubSetting {
  readonly sets: Readonly<Record<(typeof SETS)[number], StubSet>>;
  readonly strobe: { readonly everyNs: bigint; readonly origin: bigint; readonly offsetNs: bigint };
}

/** The bank that counts, of parameters as they lie in a process. */
export function readParameters(parameters: Buffer): StubSetting {
  const generation = parameters.readBigInt64LE(8);
  const bank = 2 + Number(generation & 1n) * BANK_WORDS;
  const wordAt = (index: number): bigint => parameters.readBigInt64LE((bank + index) * 8);
  const line = (at: number): StubLine => ({ rate: wordAt(at), added: wordAt(at + 1), floor: wordAt(at + 2) });
  const sets = SETS.map((name, index) => {
    const at = index * SET_WORDS;
    return [name, { switchAt: wordAt(at), before: line(at + 1), next: line(at + 4) }] as const;
  });
  const strobe = SETS.length * SET_WORDS;
  return {
    sets: Object.fromEntries(sets) as StubSetting['sets'],
    strobe: { everyNs: wordAt(strobe), origin: wordAt(strobe + 1), offsetNs: wordAt(strobe + 2) },
  };
}

/** The line that counts at the kernel's time `now` of that clock. */
export function lineAt(set: StubSet, now: bigint): StubLine {
  return now < set.switchAt ? set.before : set.next;
}

/** What the stub answers at the kernel's time `now`, ns; the strobe left out. */
export function shownAt(set: StubSet, now: bigint): bigint {
  const { rate, added, floor } = lineAt(set, now);
  const shown = now + ((now * rate) >> RATE_BITS) + added;
  return shown < floor ? floor : shown;
}

/** How far off a line is at CLOCK_MONOTONIC `nowNs`, ns. */
export function offsetAt(line: ClockLine | undefined, nowNs: number): number {
  return line === undefined ? 0 : line.offsetNs + (line.ratePpm / 1e6) * (nowNs - line.baseNs);
}

/** The agent's word for a clock trouble; '-' for none. Throws UsageError 'clock-rate', 'clock-strobe', 'clock-number'. */
export function clockWord(trouble: ClockTrouble | undefined): string {
  if (trouble === undefined) return '-';
  const { realtime, monotonic, strobe, atFullSecond } = trouble;
  const parts: string[] = [];
  if (realtime !== undefined) {
    parts.push(`r=${[checkedRate(realtime), whole(realtime.offsetNs), BigInt(Math.round(realtime.baseNs))].join(':')}`);
  }
  if (monotonic !== undefined) parts.push(`m=${checkedRate(monotonic)}`);
  if (strobe !== undefined) {
    if (!(strobe.everyMs > 0)) {
      throw new UsageError(`a clock cannot strobe every ${strobe.everyMs} ms`, { code: 'clock-strobe', value: strobe });
    }
    parts.push(`s=${whole(strobe.everyMs * 1e6)}:${whole(strobe.offsetNs)}`);
  }
  if (parts.length === 0) return '-';
  return [...parts, ...(atFullSecond ? ['f'] : [])].join(',');
}

function checkedRate({ ratePpm }: ClockLine): bigint {
  if (!(ratePpm > -1e6 && ratePpm <= RATE_PPM_MAX)) {
    throw new UsageError(`a clock cannot gain ${ratePpm} per million`, {
      code: 'clock-rate',
      value: ratePpm,
      hint: `give more than -1000000 (it would stand still) and at most ${RATE_PPM_MAX}`,
    });
  }
  return rateWord(ratePpm);
}

function whole(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) > OFFSET_NS_MAX) {
    throw new UsageError(`a clock cannot be off by ${value} ns`, { code: 'clock-number', value });
  }
  return BigInt(Math.round(value)).toString();
}
