/** What users write for durations, rates, counts and settings, and what they hear when it is wrong. */
import { InvalidArgumentError } from 'commander';
import { type Range, readDuration } from '../harness/run/schedule/index.js';

const DURATION_MS_MAX = 7 * 24 * 3_600_000;

/** '500ms', '60s', '2m', '1.5h' in ms. A bare number is refused: nobody would know the unit. */
export function parseDuration(text: string): number {
  const ms = readDuration(text);
  if (ms === null || !(ms > 0) || ms > DURATION_MS_MAX) {
    throw new InvalidArgumentError(`"${text}" is not a duration; write one such as 500ms, 60s, 2m or 1h.`);
  }
  return ms;
}

const HOUR_MS = 3_600_000;

/** '12h' or '14d' in ms. */
export function parseAge(text: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([hd])$/.exec(text.trim()) ?? [];
  if (count === undefined) throw new InvalidArgumentError(`"${text}" is not an age; write one such as 12h or 14d.`);
  return Number(count) * (unit === 'd' ? 24 * HOUR_MS : HOUR_MS);
}

/** A duration that may be none: '0s'. */
export function parseDurationOrNone(text: string): number {
  return readDuration(text) === 0 ? 0 : parseDuration(text);
}

/** '10s', or '5s..20s'. */
export function parseDurationRange(text: string): Range {
  const [first = '', second, ...more] = text.split('..');
  const range = { min: parseDuration(first), max: parseDuration(second ?? first) };
  if (more.length > 0 || range.min > range.max) {
    throw new InvalidArgumentError(`"${text}" is not a range of durations; write one such as 5s..20s.`);
  }
  return range;
}

/** A parser of whole numbers between two bounds. */
export function parseCount(what: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const count = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (!(count >= min && count <= max)) {
      throw new InvalidArgumentError(`"${text}" is not a number of ${what}; write one from ${min} to ${max}.`);
    }
    return count;
  };
}

/** Operations per second; 0 is as fast as they go. */
export function parseRate(text: string): number {
  const rate = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(rate >= 0 && rate <= 1_000_000)) {
    throw new InvalidArgumentError(
      `"${text}" is not a rate; write operations per second, such as 200 (0: as fast as it goes).`,
    );
  }
  return rate;
}

/** 'name=value' of --set, gathered; values that are JSON are read as such, others are strings. */
export function parseSetting(text: string, before: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`"${text}" is not option=value.`);
  return { ...before, [text.slice(0, at)]: jsonOrText(text.slice(at + 1)) };
}

/** 'a,b' as a list, nothing empty. */
export function parseList(text: string): string[] {
  return listed(text, ',');
}

/** Entries of --faults: a list whose items may hold commas inside brackets. */
export function parseFaults(text: string): string[] {
  return listed(text, /,(?![^[{]*[\]}])/);
}

/** 'PROPERTY' or 'PROPERTY:LEVEL'. */
export function parseJudge(text: string): { property: string; level?: string } {
  const [property = '', ...rest] = text.split(':');
  if (property === '') throw new InvalidArgumentError(`"${text}" is not PROPERTY or PROPERTY:LEVEL.`);
  return rest.length === 0 ? { property } : { property, level: rest.join(':') };
}

/** 'NAME' or 'NAME:N': a lie, and which of its opportunities it is told at. */
export function parsePlant(text: string): { name: string; everyNth: number } {
  const [name = '', nth = '20'] = text.split(':');
  const everyNth = Number(nth);
  if (name === '' || !Number.isInteger(everyNth) || everyNth < 1) {
    throw new InvalidArgumentError(`"${text}" is not NAME or NAME:N (the lie is told at every Nth opportunity).`);
  }
  return { name, everyNth };
}

function listed(text: string, separator: string | RegExp): string[] {
  const items = text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) throw new InvalidArgumentError('the list is empty.');
  return items;
}

/** A value that is JSON is read as such, any other is text. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
