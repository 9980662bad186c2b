/** Reads histories from NDJSON, ours or anybody's, plain or gzipped: every line is an event, or an error that says where. */
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { messageOf, UsageError } from '../contracts/errors.js';
import { type History, NEMESIS_PROCESS } from '../contracts/history.js';
import { ColumnHistory, Columns, typeCode } from './columns.js';
import { HistoryError } from './errors.js';
import { JsonFault, JsonScanner, matches } from './json-scanner.js';
import { pairEvents } from './pair.js';

const NEWLINE = 0x0a;
/** Longest excerpt of a user's line in a message, characters. */
const EXCERPT = 60;

export interface ReadOptions {
  /** 'drop' forgives a last line that a killed recorder left half written. */
  readonly tornTail?: 'error' | 'drop';
}

export interface ReadHistory {
  readonly history: History;
  /** A torn last line was left out. */
  readonly droppedTail: boolean;
  /** False when no event had a time; the place in the file then stands for it. */
  readonly hasTimes: boolean;
}

/** Reads a file. Throws UsageError 'unreadable', and HistoryError with file and line for what is malformed. */
export async function readHistory(path: string, options: ReadOptions = {}): Promise<ReadHistory> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${messageOf(error)}`, {
      code: 'unreadable',
      value: path,
      cause: error,
    });
  }
  return parseHistory(bytes, basename(path), options);
}

/** Parses NDJSON bytes; the columns' values stay where they are in them. `name` is for messages. */
export function parseHistory(bytes: Uint8Array, name: string, options: ReadOptions = {}): ReadHistory {
  const reader = new EventReader(bytes, name);
  const droppedTail = reader.readAll(options.tornTail === 'drop');
  const { columns, lines } = reader;
  if (!reader.hasTimes) for (let index = 0; index < columns.length; index += 1) columns.times[index] = index;
  const origin = (index: number): string => `${name}:${lines[index] ?? '?'}`;
  const fault = pairEvents(columns);
  if (fault !== null) throw new HistoryError(origin(fault.index), fault.what);
  return { history: new ColumnHistory(columns, bytes, origin), droppedTail, hasTimes: reader.hasTimes };
}

/** The keys of an event that we know; each has two places for where its value begins and ends. */
const KEYS = ['index', 'time', 'type', 'process', 'f', 'value', 'intendedTime', 'error', 'node'] as const;
type Key = (typeof KEYS)[number];
const SLOT = Object.fromEntries(KEYS.map((key, index) => [key, index])) as Readonly<Record<Key, number>>;

class EventReader {
  readonly columns = new Columns();
  /** Line number of each event, from 1. */
  lines = new Uint32Array(1024);
  hasTimes = false;
  private readonly scanner: JsonScanner;
  private readonly starts = new Int32Array(KEYS.length);
  private readonly ends = new Int32Array(KEYS.length);
  private readonly text = new Map<number, string>();

  constructor(
    private readonly bytes: Uint8Array,
    private readonly name: string,
  ) {
    this.scanner = new JsonScanner(bytes);
  }

  /** Answers whether a torn last line was left out. */
  readAll(dropTornTail: boolean): boolean {
    const { bytes } = this;
    const valid = isUtf8(bytes);
    let line = 0;
    for (let start = 0; start < bytes.length; ) {
      line += 1;
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline < 0 ? bytes.length : newline;
      try {
        if (!valid && !isUtf8(bytes.subarray(start, end))) throw new JsonFault(start, 'it is not UTF-8');
        this.readLine(start, end, line);
      } catch (error) {
        if (!(error instanceof JsonFault)) throw error;
        if (newline < 0 && dropTornTail) return true;
        throw new HistoryError(`${this.name}:${line}`, `${error.message}${this.excerpt(error.at, start, end)}`);
      }
      start = end + 1;
    }
    return false;
  }

  private readLine(start: number, end: number, line: number): void {
    const { scanner, starts } = this;
    scanner.at = start;
    scanner.end = end;
    if (scanner.peek() === -1) return;
    starts.fill(-1);
    scanner.expect(0x7b, 'an object, {"type": …}');
    if (!scanner.accept(0x7d)) {
      do this.readMember();
      while (scanner.accept(0x2c));
      scanner.expect(0x7d, '"," or "}"');
    }
    if (scanner.peek() !== -1) throw scanner.fault('something after the object');
    this.pushEvent(line);
  }

  private readMember(): void {
    const { scanner } = this;
    scanner.peek();
    const keyStart = scanner.at;
    const escaped = scanner.string();
    const slot = escaped ? this.escapedSlot(keyStart, scanner.at) : this.slot(keyStart + 1, scanner.at - 1);
    scanner.expect(0x3a, '":"');
    scanner.peek();
    const start = scanner.at;
    scanner.value();
    if (slot < 0) return;
    if (this.starts[slot] !== -1) throw scanner.fault(`"${KEYS[slot]}" stands there twice`, keyStart);
    this.starts[slot] = start;
    this.ends[slot] = scanner.at;
  }

  private slot(start: number, end: number): number {
    const length = end - start;
    for (let slot = 0; slot < KEYS.length; slot += 1) {
      const key = KEYS[slot]!;
      if (key.length === length && matches(this.bytes, start, key)) return slot;
    }
    return -1;
  }

  private escapedSlot(start: number, end: number): number {
    return KEYS.indexOf(JSON.parse(this.slice(start, end)) as Key);
  }

  private pushEvent(line: number): void {
    const { columns } = this;
    if (this.starts[SLOT.index] !== -1) this.integer('index');
    const hasTime = this.has('time');
    this.hasTimes ||= hasTime;
    const index = columns.push({
      type: this.type(),
      process: this.process(),
      f: this.string('f'),
      time: hasTime ? this.number('time') : Number.NaN,
      intendedTime: this.has('intendedTime') ? this.number('intendedTime') : Number.NaN,
      valueStart: Math.max(0, this.starts[SLOT.value]!),
      valueEnd: this.starts[SLOT.value] === -1 ? 0 : this.ends[SLOT.value]!,
      error: this.has('error') ? this.loose('error') : undefined,
      node: this.has('node') ? this.loose('node') : undefined,
    });
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
    if (start === -1) throw new JsonFault(-1, `"${key}" is missing`);
    return start;
  }

  /** Short strings come again and again; a hash of their bytes finds them, a comparison makes sure. */
  private interned(start: number, end: number): string {
    let hash = end - start;
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + this.bytes[at]!) | 0;
    const known = this.text.get(hash);
    if (known !== undefined && known.length === end - start - 2 && matches(this.bytes, start + 1, known)) return known;
    const text = JSON.parse(this.slice(start, end)) as string;
    this.text.set(hash, text);
    return text;
  }

  private slice(start: number, end: number): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, end - start).toString('utf8');
  }

  private wrong(key: Key, what: string): JsonFault {
    return new JsonFault(this.starts[SLOT[key]]!, `"${key}" ${what}`);
  }

  private excerpt(at: number, start: number, end: number): string {
    if (at < start) return '';
    const text = this.slice(at, Math.min(end, at + EXCERPT)).replaceAll(/\p{Cc}|\ufffd/gu, '?');
    return ` (column ${at - start + 1}${text === '' ? '' : `: ${text}`})`;
  }
}
