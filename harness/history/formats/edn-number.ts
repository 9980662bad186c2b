/** EDN's numbers as JSON. */
import type { ValueHeap } from '../value-heap.js';

const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;

/** More digits than this make no number that anybody meant, and would take long to look at. */
const MAX_DIGITS = 10_000;

const NUMBER = /^[+-]?(0|[1-9]\d*)(?:N|(\.\d*)?([eE][+-]?\d+)?M?)$/;
const RATIO = /^[+-]?\d+\/\d+$/;

/**
 * Appends the number whose token lies from `start` up to `end`: whole numbers digit by digit, however long; decimals
 * without their M; a ratio as a string, so that no two become one. False when it is no number.
 */
export function appendNumber(bytes: Uint8Array, start: number, end: number, heap: ValueHeap): boolean {
  if (isPlain(bytes, start, end)) {
    heap.copy(bytes, start, end);
    return true;
  }
  if (end - start > MAX_DIGITS) return false;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  const [, whole, fraction = '', exponent = ''] = NUMBER.exec(text) ?? [];
  if (whole !== undefined) {
    const sign = text.startsWith('-') ? '-' : '';
    heap.append(`${sign}${whole}${fraction === '.' ? '.0' : fraction}${exponent}`);
    return true;
  }
  if (!RATIO.test(text)) return false;
  heap.append(`"${text.replace('+', '')}"`);
  return true;
}

/** Is it whole, and written as JSON would? */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start;
  if (first === end || (bytes[first] === ZERO && end - first > 1)) return false;
  for (let at = first; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte < ZERO || byte > NINE) return false;
  }
  return true;
}
