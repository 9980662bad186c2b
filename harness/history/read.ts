/** Reads histories from files, ours or anybody's, plain or gzipped: every operation in them, or an error that says where. */
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { messageOf, UsageError } from '../contracts/errors.js';
import type { History } from '../contracts/history.js';
import { ColumnHistory } from './columns.js';
import { ByteFault, HistoryError } from './errors.js';
import type { Events } from './formats/format.js';
import { formatOf } from './formats/recognise.js';
import { pairEvents } from './pair.js';
import { errorAt, quoteLine } from './places.js';

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

export interface ReadOptions {
  /** One of FORMAT_NAMES; 'auto', which recognises it from the file, unless it says otherwise. */
  readonly format?: string;
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

/**
 * Reads a file. Throws UsageError 'unreadable' and 'unknown-format', and HistoryError with file and line for what is
 * malformed.
 */
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

/** Parses the bytes of a file; NDJSON's values stay where they are in them. `name` is for messages. Throws as above. */
export function parseHistory(bytes: Uint8Array, name: string, options: ReadOptions = {}): ReadHistory {
  const text = BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte) ? bytes.subarray(3) : bytes;
  const { events, droppedTail } = readEvents(text, name, options);
  const { columns, lines, hasTimes } = events;
  columns.hasTimes = hasTimes;
  if (!hasTimes) for (let index = 0; index < columns.length; index += 1) columns.times[index] = index;
  const origin = (index: number): string => `${name}:${lines[index] ?? '?'}`;
  const fault = pairEvents(columns);
  if (fault !== null) {
    const quote = quoteLine(text, lines[fault.index] ?? 1);
    throw new HistoryError(origin(fault.index), `${fault.what}: ${quote}`);
  }
  return { history: new ColumnHistory(columns, events.valueBytes, origin), droppedTail, hasTimes };
}

function readEvents(
  bytes: Uint8Array,
  name: string,
  { format, tornTail }: ReadOptions,
): { readonly events: Events; readonly droppedTail: boolean } {
  try {
    refuseOtherEncodings(bytes);
    return { events: formatOf(bytes, name, format).read(bytes), droppedTail: false };
  } catch (error) {
    if (!(error instanceof ByteFault)) throw error;
    if (tornTail !== 'drop') throw errorAt(bytes, name, error);
    // What is wrong anywhere else than in a torn last line is still wrong without it.
    const whole = bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
    const { events } = readEvents(whole, name, format === undefined ? {} : { format });
    return { events, droppedTail: true };
  }
}

function refuseOtherEncodings(bytes: Uint8Array): void {
  if (isUtf8(bytes)) return;
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(start, end))) throw new ByteFault(start, 'it is not UTF-8');
    start = end + 1;
  }
}
