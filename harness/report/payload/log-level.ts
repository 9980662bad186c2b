/** How grave a line of a log is, by what it says of itself, or by its words. */
import type { LogLine } from './payload.js';

type Level = Exclude<LogLine['level'], null>;

/** What it says stands in one of the first fields. */
const LOOKED_AT = 240;

/** Names of levels in capitals or as a field; the first one in the line counts. */
const NAMED =
  /"?\b(?:level|lvl|severity)"?\s*[=:]\s*"?(\w+)|\b(EMERG|ALERT|CRIT|CRITICAL|SEVERE|PANIC|FATAL|ERROR|ERR|WARNING|WARN|NOTICE|INFO|LOG|DETAIL|HINT|STATEMENT|CONTEXT|DEBUG\d?|TRACE|VERBOSE)\b/;
/** Redis: a process number, a role, the time, and one sign. */
const REDIS = /^\d+:[A-Z] .{10,30}? ([.\-*#]) /;
const REDIS_LEVELS: Readonly<Record<string, Level>> = { '.': 'debug', '-': 'debug', '*': 'info', '#': 'warn' };

const LEVELS: readonly (readonly [RegExp, Level])[] = [
  [/^(emerg|alert|crit|critical|severe|panic|dpanic|fatal|error|err)$/i, 'error'],
  [/^(warning|warn)$/i, 'warn'],
  [/^(notice|info|log|detail|hint|statement|context)$/i, 'info'],
  [/^(debug\d?|trace|verbose)$/i, 'debug'],
];
/** Where a line names no level. */
const WORDS: readonly (readonly [RegExp, Level])[] = [
  [/\b(error|panic|fatal|exception|failed|failure|cannot|segfault|abort(ed)?|corrupt(ed|ion)?)\b/i, 'error'],
  [/\b(warn(ing)?|timed? ?out|timeout|refused|unreachable|retry(ing)?|slow|lost)\b/i, 'warn'],
];

export function levelOf(line: string): LogLine['level'] {
  const text = line.slice(0, LOOKED_AT);
  const sign = REDIS.exec(text)?.[1];
  if (sign !== undefined) return REDIS_LEVELS[sign] ?? null;
  const named = NAMED.exec(text);
  const name = named?.[1] ?? named?.[2];
  const known = name === undefined ? undefined : LEVELS.find(([pattern]) => pattern.test(name));
  return known?.[1] ?? WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
