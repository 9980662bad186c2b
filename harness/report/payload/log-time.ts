/** The moment that a line of a log says it is of, in the forms that databases write it. */

export interface Stamp {
  /** As the node's clock had it, ms since 1970; as if in UTC where the line does not say in which zone. */
  readonly wallMs: number;
  readonly hasZone: boolean;
}

/** A stamp stands at the beginning of a line, or in one of the first fields. */
const LOOKED_AT = 160;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const CLOCK = '(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?';
/** 2026-11-20T19:40:00.123Z, 2026-11-20 19:40:00.123 UTC, 2026/11/20 19:40:00 +01:00: ISO 8601, etcd, PostgreSQL, Go. */
const ISO = new RegExp(
  `(\\d{4})[-/](\\d\\d)[-/](\\d\\d)[T ]${CLOCK}(?: ?(Z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?)(?![\\w:]))?`,
);
/** 21 Nov 2026 19:40:00.123: Redis. */
const DAY_FIRST = new RegExp(`\\b(\\d{1,2}) (${MONTHS.join('|')}) (\\d{4}) ${CLOCK}`);
/** Nov 21 19:40:00: syslog, which leaves the year to the reader. */
const SYSLOG = new RegExp(`\\b(${MONTHS.join('|')}) {1,2}(\\d{1,2}) ${CLOCK}`);
/** 1795203600.123, 1795203600123 and finer: since 1970, from 2015 to 2033. */
const EPOCH = /(?<![\w.-])(1[4-9]\d{8})(\d{9}|\d{6}|\d{3})?(?:\.(\d{1,9}))?(?![\w-])/;

const MINUTE_MS = 60_000;
const HALF_YEAR_MS = 182 * 86_400_000;

/** Null where the line has none. `aroundMs`: a moment of the run, which tells the year where a line does not. */
export function stampOf(line: string, aroundMs: number): Stamp | null {
  const text = line.slice(0, LOOKED_AT);
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    const wallMs = utcMs([year, Number(month) - 1, day, hour, minute, second], fraction);
    return { wallMs: wallMs - zoneMs(zone), hasZone: zone !== undefined };
  }
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) {
    const [, day, month = '', year, hour, minute, second, fraction] = dayFirst;
    return { wallMs: utcMs([year, MONTHS.indexOf(month), day, hour, minute, second], fraction), hasZone: false };
  }
  const syslog = SYSLOG.exec(text);
  if (syslog !== null) {
    const [, month = '', day, hour, minute, second, fraction] = syslog;
    const year = new Date(aroundMs).getUTCFullYear();
    const inYear = (each: number): number => utcMs([each, MONTHS.indexOf(month), day, hour, minute, second], fraction);
    const near = [year, year - 1, year + 1].map(inYear).find((each) => Math.abs(each - aroundMs) < HALF_YEAR_MS);
    return { wallMs: near ?? inYear(year), hasZone: false };
  }
  const epoch = EPOCH.exec(text);
  if (epoch === null) return null;
  const [, seconds, finer = '', fraction = ''] = epoch;
  return { wallMs: Number(seconds) * 1e3 + Number(`0.${finer}${fraction}`) * 1e3, hasZone: true };
}

function utcMs(parts: readonly (string | number | undefined)[], fraction = '0'): number {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return Date.UTC(year, month, day, hour, minute, second) + Number(`0.${fraction}`) * 1e3;
}

/** What a zone is ahead of UTC. */
function zoneMs(zone: string | undefined): number {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return (zone.startsWith('-') ? -1 : 1) * minutes * MINUTE_MS;
}
