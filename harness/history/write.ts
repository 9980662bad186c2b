/** Writes histories for other tools, event by event: a history of any length takes no more memory than it has already. */
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { History } from '../contracts/history.js';
import { ednWriter } from './formats/write-edn.js';
import { ndjsonWriter } from './formats/write-ndjson.js';
import type { EventWriter } from './formats/writer.js';
import { ValueHeap } from './value-heap.js';

const WRITERS: Readonly<Record<'ndjson' | 'edn', EventWriter>> = { ndjson: ndjsonWriter, edn: ednWriter };

export type WrittenFormat = keyof typeof WRITERS;

export const WRITTEN_FORMATS = Object.keys(WRITERS) as readonly WrittenFormat[];

const CHUNK_BYTES = 64 * 1024;

export interface WriteOptions {
  readonly format: WrittenFormat;
  /** False leaves the times out, for a history whose events had none. */
  readonly times: boolean;
}

/** Writes one event a line, and ends the stream if `end` says so. Rejects with the stream's own error. */
export async function writeHistory(
  history: History,
  stream: Writable,
  { end, ...options }: WriteOptions & { readonly end: boolean },
): Promise<void> {
  await pipeline(historyLines(history, options), stream, { end });
}

/** A history in UTF-8, one event a line, whole lines and many at a time. */
export function* historyLines(history: History, { format, times }: WriteOptions): Generator<Uint8Array> {
  const out = new ValueHeap();
  const write = WRITERS[format]({ history, out, times });
  for (let index = 0; index < history.length; index += 1) {
    write(index);
    if (out.length < CHUNK_BYTES) continue;
    yield out.bytes().slice();
    out.length = 0;
  }
  if (out.length > 0) yield out.bytes().slice();
}
