/** Compares ids by their bytes: whole numbers of any size, or strings that are all equally long. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import type { Calls } from '../../harness/history/calls.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;

/**
 * Whether the id that one call was answered with is less than that of another. Numbers are not rounded, for ids of 64 bits
 * are common. Throws UsageError 'bad-operation' for ids of another kind, or of two.
 */
export function comparison(history: History, calls: Calls): (left: number, right: number) => boolean {
  const { valueBytes: bytes } = history;
  const { outputStarts, outputEnds, outcomes, ended, length } = calls;
  let first = -1;
  for (let call = 0; call < length; call += 1) {
    if (outcomes[call] !== TYPE_OK) continue;
    const [start, end] = [outputStarts[call]!, outputEnds[call]!];
    if (first < 0) first = call;
    const isString = bytes[outputStarts[first]!] === QUOTE;
    if (isString ? !isPlainString(bytes, start, end) : !isWhole(bytes, start, end)) {
      throw badOperation(history, ended[call]!, 'ids that have an order are whole numbers, or strings without escapes');
    }
    if (isString && end - start !== outputEnds[first]! - outputStarts[first]!) {
      throw badOperation(history, ended[call]!, 'ids that are strings have an order only when all are equally long');
    }
  }
  const isNegative = (call: number): boolean => bytes[outputStarts[call]!] === MINUS;
  return (left, right) => {
    if (isNegative(left) !== isNegative(right)) return isNegative(left);
    const [low, high] = isNegative(left) ? [right, left] : [left, right];
    const [start, other] = [outputStarts[low]!, outputStarts[high]!];
    const size = outputEnds[low]! - start;
    const sizes = size - (outputEnds[high]! - other);
    if (sizes !== 0) return sizes < 0;
    for (let at = 0; at < size; at += 1) {
      const difference = bytes[start + at]! - bytes[other + at]!;
      if (difference !== 0) return difference < 0;
    }
    return false;
  };
}

function isPlainString(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== QUOTE) return false;
  for (let at = start; at < end; at += 1) if (bytes[at] === BACKSLASH) return false;
  return true;
}

/** JSON has no numbers that begin with 0, so of two that have no sign the longer one is greater. */
function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = bytes[start] === MINUS ? start + 1 : start; at < end; at += 1) {
    if (bytes[at]! < 0x30 || bytes[at]! > 0x39) return false;
  }
  return true;
}
