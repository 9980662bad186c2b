/** Whatever a checker measured, as small tables: names in words, numbers with their units, lists and tables apart. */
import { html, type Markup } from './markup.js';
import { count, duration, moment } from './numbers.js';
import { shortened } from './operations.js';

const MAX_ROWS = 12;
const MAX_COLUMNS = 10;
/** Tables of more columns than this take the whole width. */
const MAX_NARROW = 4;
const MAX_LISTED = 20;
const MAX_TEXT = 240;
const UNITS = ['Ms', 'Ns', 'Bytes'] as const;
type Unit = (typeof UNITS)[number] | null;

type Record_ = Readonly<Record<string, unknown>>;

export function detailTables(details: Record_): Markup | null {
  const rows: Markup[] = [];
  const tables: Markup[] = [];
  for (const [name, value] of Object.entries(details)) {
    const unit = unitOf(name);
    const table = asTable(value, unit);
    if (table !== null) {
      tables.push(html`<div class="${isWide(value) ? 'wide' : ''}"><h4>${inWords(name)}</h4>${table}</div>`);
      continue;
    }
    const isNested = isRecord(value);
    const text = isNested ? pairs(value, unit) : say(value, name, unit);
    if (text !== '')
      rows.push(html`<tr><th scope="row" class="text">${inWords(name)}</th><td class="text">${text}</td></tr>`);
    // What is in a record and is too much for a row of words.
    if (!isNested) continue;
    for (const [inner, part] of Object.entries(value)) {
      const innerTable = asTable(part, unitOf(inner) ?? unit);
      if (innerTable !== null) tables.push(html`<div><h4>${inWords(name)}: ${inWords(inner)}</h4>${innerTable}</div>`);
    }
  }
  if (rows.length === 0 && tables.length === 0) return null;
  return html`${rows.length === 0 ? null : html`<div class="table-wrap" tabindex="0" role="region" aria-label="Details"><table class="pairs"><tbody>${rows}</tbody></table></div>`}${tables.length === 0 ? null : html`<div class="tables">${tables}</div>`}`;
}

function isWide(value: unknown): boolean {
  return (rowsOf(value) ?? []).some(({ cells }) => Object.keys(cells).length > MAX_NARROW);
}

/** An array of records, or a record of records, by its columns; null for anything else. */
function asTable(value: unknown, unit: Unit): Markup | null {
  const rows = rowsOf(value);
  if (rows === null) return null;
  const filled = rows.flatMap(({ cells }) =>
    Object.entries(cells).flatMap(([name, part]) => (part === null ? [] : [name])),
  );
  const columns = [...new Set(filled)].slice(0, MAX_COLUMNS);
  const named = rows.some(({ name }) => name !== null);
  const lines = rows.slice(0, MAX_ROWS).map(({ name, cells }) => {
    const each = columns.map((column) => {
      const own = Object.hasOwn(cells, column) ? cells[column] : null;
      const text = isRecord(own) ? pairs(own, unitOf(column) ?? unit) : say(own, column, unitOf(column) ?? unit);
      return html`<td class="${typeof own === 'number' ? '' : 'text'}">${text === '' ? '–' : text}</td>`;
    });
    return html`<tr>${named ? html`<th scope="row" class="text">${name ?? ''}</th>` : null}${each}</tr>`;
  });
  const heads = columns.map((column) => {
    const isNumber = rows.some(({ cells }) => typeof cells[column] === 'number');
    return html`<th scope="col" class="${isNumber ? '' : 'text'}">${inWords(column)}</th>`;
  });
  const left = rows.length - lines.length;
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label="Details as a table"><table><thead><tr>${named ? html`<td></td>` : null}${heads}</tr></thead><tbody>${lines}</tbody></table></div>${left > 0 ? html`<p class="note">${count(left)} more are in verdict.json.</p>` : null}`;
}

function rowsOf(value: unknown): readonly { readonly name: string | null; readonly cells: Record_ }[] | null {
  if (Array.isArray(value)) {
    const records = value.filter(isRecord);
    return records.length === 0 || records.length < value.length
      ? null
      : records.map((cells) => ({ name: null, cells }));
  }
  if (!isRecord(value)) return null;
  const entries = Object.entries(value);
  const records = entries.flatMap(([name, cells]) => (isRecord(cells) ? [{ name, cells }] : []));
  return records.length === 0 || records.length < entries.length ? null : records;
}

/** "p50 168 ms, p90 344 ms": of a record the parts that can be said in words. */
function pairs(value: Record_, unit: Unit): string {
  return Object.entries(value)
    .filter(([, part]) => !isRecord(part) && rowsOf(part) === null)
    .slice(0, MAX_LISTED)
    .map(([name, part]) => `${inWords(name)} ${say(part, name, unitOf(name) ?? unit)}`)
    .join(', ');
}

function say(value: unknown, name: string, unit: Unit): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return sayNumber(value, name, unit);
  if (Array.isArray(value)) {
    const shown = value.slice(0, MAX_LISTED).map((part) => say(part, name, unit));
    const left = value.length - shown.length;
    return shortened(`${shown.join(', ')}${left > 0 ? `, and ${count(left)} more` : ''}`, MAX_TEXT * 2) || 'none';
  }
  return shortened(typeof value === 'string' ? value : JSON.stringify(value), MAX_TEXT);
}

function sayNumber(value: number, name: string, unit: Unit): string {
  if (!Number.isFinite(value)) return '–';
  if (name === 'share') return `${Number((value * 100).toFixed(3))} %`;
  // What begins or ends is a moment of the run; anything else in ms is a length of time.
  if (/^(at|from|to)Ms$/.test(name)) return moment(value * 1e6);
  if (unit === 'Ms') return value === 0 ? '0 ms' : duration(value * 1e6);
  if (unit === 'Ns') return moment(value);
  return Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(4)));
}

function unitOf(name: string): Unit {
  return UNITS.find((unit) => name.endsWith(unit) && name.length > unit.length) ?? null;
}

/** "timeToVisibleMs" as "time to visible"; a name that is none of code stays as it is. */
function inWords(name: string): string {
  if (name === 'p999') return 'p99.9';
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) return name;
  const unit = unitOf(name);
  const bare = unit === null || unit === 'Bytes' ? name : name.slice(0, -unit.length);
  return bare.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function isRecord(value: unknown): value is Record_ {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
