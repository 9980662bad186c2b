/** Turns the fields of events, found as JSON in bytes, into rows of columns: one set of rules for every format. */
import { NEMESIS_PROCESS } from '../../contracts/history.js';
import { Columns, typeCode } from '../columns.js';
import { ByteFault } from '../errors.js';
import { matches } from '../json-scanner.js';

/** The keys of an event that we know; each has two places for where its value begins and ends. */
export const KEYS = ['index', 'time', 'type', 'process', 'f', 'value', 'intendedTime', 'error', 'node'] as const;
export type Key = (typeof KEYS)[number];
export const SLOT = Object.fromEntries(KEYS.map((key, index) => [key, index])) as Readonly<Record<Key, number>>;

/** What the `functions` column can tell apart. */
const MAX_FUNCTIONS = 65_536;

/** No object is made for an event; strings come from the bytes once, and are known from then on. */
export class EventTable {
  readonly columns = new Columns();
  /** Line number of each event, from 1. */
  lines = new Uint32Array(1024);
  hasTimes = false;
  private readonly starts = new Int32Array(KEYS.length);
  private readonly ends = new Int32Array(KEYS.length);
  /** Where the fields stand in the file. */
  private readonly places: Int32Array;
  private place = 0;
  private readonly text = new Map<number, string>();

  /** `bytes` hold the fields. They are those of the file, unless `transcoded`: then `field` is told both places. */
  constructor(
    public bytes: Uint8Array,
    transcoded = false,
  ) {
    this.places = transcoded ? new Int32Array(KEYS.length) : this.starts;
  }

  /** An event begins at this place in the file. */
  begin(place: number): void {
    this.place = place;
    this.starts.fill(-1);
  }

  /** The event has this field. Throws when it has it already; `place` is where the key stands in the file. */
  claim(slot: number, place: number): void {
    if (this.starts[slot] !== -1) throw new ByteFault(place, `"${KEYS[slot]}" stands there twice`);
  }

  /** A field's JSON lies from `start` up to `end`; `place` is where it stands in the file. */
  field(slot: number, start: number, end: number, place = start): void {
    this.starts[slot] = start;
    this.ends[slot] = end;
    this.places[slot] = place;
  }

  /** Adds the event. Throws ByteFault for a field that is missing or of the wrong kind. */
  push(line: number): void {
    const { columns } = this;
    if (this.starts[SLOT.index] !== -1) this.integer('index');
    const hasTime = this.has('time');
    this.hasTimes ||= hasTime;
    const type = this.type();
    const process = this.process();
    const index = columns.push({
      type,
      process,
      f: process === NEMESIS_PROCESS && this.has('f') ? this.loose('f') : this.string('f'),
      time: hasTime ? this.number('time') : Number.NaN,
      intendedTime: this.has('intendedTime') ? this.number('intendedTime') : Number.NaN,
      valueStart: Math.max(0, this.starts[SLOT.value]!),
      valueEnd: this.starts[SLOT.value] === -1 ? 0 : this.ends[SLOT.value]!,
      error: this.has('error') ? this.loose('error') : undefined,
      node: this.has('node') ? this.loose('node') : undefined,
    });
    if (columns.functionNames.names.length > MAX_FUNCTIONS) {
      throw this.wrong('f', `has more than ${MAX_FUNCTIONS} different values in one history`);
    }
    if (index >= this.lines.length) {
      const grown = new Uint32Array(this.lines.length * 2);
      grown.set(this.lines);
      this.lines = grown;
    }
    this.lines[index] = line;
  }

  /** Is it there, and not null? */
  private has(key: Key): boolean {
    const start = this.starts[SLOT[key]]!;
    return start !== -1 && !matches(this.bytes, start, 'null');
  }

  private type(): number {
    const name = this.string('type');
    const code = typeCode(name);
    if (code === undefined) throw this.wrong('type', `is "${name}"; it must be invoke, ok, fail or info`);
    return code;
  }

  private process(): number {
    const start = this.required('process');
    if (this.bytes[start] === 0x22) {
      if (this.string('process') === 'nemesis') return NEMESIS_PROCESS;
      throw this.wrong('process', 'is neither a number nor "nemesis"');
    }
    const process = this.integer('process');
    if (process < 0 || process > 0x7fff_ffff) throw this.wrong('process', 'must be between 0 and 2147483647');
    return process;
  }

  private integer(key: Key): number {
    const value = this.number(key);
    if (!Number.isSafeInteger(value)) throw this.wrong(key, 'is not a whole number');
    return value;
  }

  private number(key: Key): number {
    const start = this.required(key);
    const end = this.ends[SLOT[key]]!;
    let value = 0;
    for (let at = start; at < end; at += 1) {
      const digit = this.bytes[at]! - 0x30;
      // Digits alone, and few enough to be exact, are what nearly every line has.
      if (digit < 0 || digit > 9 || end - start > 15) {
        const parsed: unknown = JSON.parse(this.slice(start, end));
        if (typeof parsed !== 'number') throw this.wrong(key, 'is not a number');
        return parsed;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private string(key: Key): string {
    const start = this.required(key);
    if (this.bytes[start] !== 0x22) throw this.wrong(key, 'is not a string');
    return this.interned(start, this.ends[SLOT[key]]!);
  }

  /** A string as it is, anything else as its JSON: other tools put objects there. */
  private loose(key: Key): string {
    const start = this.starts[SLOT[key]]!;
    const end = this.ends[SLOT[key]]!;
    return this.bytes[start] === 0x22 ? this.interned(start, end) : this.slice(start, end);
  }

  private required(key: Key): number {
    const start = this.starts[SLOT[key]]!;
    if (start === -1) throw new ByteFault(this.place, `"${key}" is missing`);
    return start;
  }

  /** Short strings come again and again; a hash of their bytes finds them, a comparison makes sure. */
  private interned(start: number, end: number): string {
    let hash = end - start;
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + this.bytes[at]!) | 0;
    const known = this.text.get(hash);
    if (known !== undefined && known.length === end - start - 2 && matches(this.bytes, start + 1, known)) return known;
    const text = JSON.parse(this.slice(start, end)) as string;
    // One with an escape is shorter than its bytes, which it could not be compared with.
    if (text.length === end - start - 2) this.text.set(hash, text);
    return text;
  }

  private slice(start: number, end: number): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, end - start).toString('utf8');
  }

  private wrong(key: Key, what: string): ByteFault {
    return new ByteFault(this.places[SLOT[key]]!, `"${key}" ${what}`);
  }
}
