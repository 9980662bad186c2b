/** How messages point into a file: the line's number, and the words that stand there. */
import { type ByteFault, HistoryError } from './errors.js';

const NEWLINE = 0x0a;
/** Longest excerpt of a user's line in a message, characters. */
const EXCERPT = 60;
/** UTF-8 takes at most four bytes for each of them. */
const EXCERPT_BYTES = EXCERPT * 4;

/** The error of a fault in the bytes of a file called `name`. Costs a walk over the bytes before it. */
export function errorAt(bytes: Uint8Array, name: string, fault: ByteFault): HistoryError {
  const at = Math.min(Math.max(0, fault.at), bytes.length);
  const { line, start, end } = lineAround(bytes, at);
  const column = `column ${characters(bytes, start, at) + 1}`;
  const here = excerpt(bytes, at, end);
  const before = excerpt(bytes, Math.max(start, at - EXCERPT), at);
  const quote = here !== '' ? `: ${here}` : before !== '' ? `, after ${before}` : '';
  return new HistoryError(`${name}:${line}`, `${fault.message} (${column}${quote})`);
}

/** What stands on a line, from 1, as far as a message has room for it. Costs a walk over the lines before it. */
export function quoteLine(bytes: Uint8Array, line: number): string {
  let start = 0;
  for (let number = 1; number < line; number += 1) {
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline < 0) return '';
    start = newline + 1;
  }
  return excerpt(bytes, start, lineAround(bytes, start).end);
}

/** The first line that is not blank, as far as a message has room for it. */
export function quoteFirstLine(bytes: Uint8Array): string {
  const start = bytes.findIndex((byte) => byte > 0x20);
  return start < 0 ? '' : excerpt(bytes, start, lineAround(bytes, start).end);
}

/** The number of the line that holds a place, from 1, and where it begins and ends. */
function lineAround(bytes: Uint8Array, at: number): { line: number; start: number; end: number } {
  let line = 1;
  let start = 0;
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (at <= end) return { line, start, end };
    line += 1;
    start = end + 1;
  }
}

/** How many characters of UTF-8 begin there: a line may be longer than any string. */
function characters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) if ((bytes[at]! & 0xc0) !== 0x80) count += 1;
  return count;
}

function excerpt(bytes: Uint8Array, start: number, end: number): string {
  const text = textOf(bytes, start, Math.min(end, start + EXCERPT_BYTES)).slice(0, EXCERPT);
  return text.replaceAll(/\p{Cc}|\p{Cs}|\ufffd/gu, '?').trim();
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.max(0, end - start)).toString('utf8');
}
