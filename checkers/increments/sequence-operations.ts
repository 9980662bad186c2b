/** The vocabulary of sequences, read straight from a history's bytes into columns: increment and read of [key, n]. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { callsOf } from '../../harness/history/calls.js';
import { ElementScanner } from '../../harness/history/element-scanner.js';
import { ValueTable } from '../../harness/history/value-table.js';

/** Codes in the `kinds` column. */
export const INCREMENT = 0;
export const READ = 1;
/** More digits than this may not be exact. */
const SAFE_DIGITS = 15;

export interface SequenceOperations {
  readonly length: number;
  /** Index of the event that invoked it; ascending. */
  readonly invoked: Int32Array;
  /** Index of the event that ended it; -1 when nothing did. */
  readonly ended: Int32Array;
  /** TYPE_* of that event; TYPE_INVOKE when there is none. */
  readonly outcomes: Uint8Array;
  readonly kinds: Uint8Array;
  readonly keys: Int32Array;
  readonly keyCount: number;
  /** What was answered with ok; NaN for everything else, and where the answer tells no number. */
  readonly numbers: Float64Array;
  /** By event: the operation that it invoked, or that it ended; -1 for neither. */
  readonly at: Int32Array;
  /** The JSON of a key. */
  readonly sayKey: (key: number) => string;
}

/**
 * O(n), about 40 bytes an operation. Values are [key, n], in a keyed history too. Throws UsageError 'bad-operation' for
 * other ones.
 */
export function sequenceOperations(history: History): SequenceOperations {
  const calls = callsOf(history, { increment: INCREMENT, read: READ }, false);
  const { length, invoked, ended, outcomes, kinds } = calls;
  const keyTable = new ValueTable(history.valueBytes);
  const scanner = new ElementScanner(history.valueBytes);
  const keys = new Int32Array(length);
  const numbers = new Float64Array(length).fill(Number.NaN);
  const at = new Int32Array(history.length).fill(-1);
  for (let call = 0; call < length; call += 1) {
    at[invoked[call]!] = call;
    if (ended[call]! >= 0) at[ended[call]!] = call;
    if (!scanner.split(calls.inputStarts[call]!, calls.inputEnds[call]!)) {
      throw badOperation(history, invoked[call]!, 'a value is [key, number]');
    }
    keys[call] = keyTable.id(scanner.firstStart, scanner.firstEnd);
    if (outcomes[call] !== TYPE_OK) continue;
    if (!scanner.split(calls.outputStarts[call]!, calls.outputEnds[call]!) || !scanner.isPair) continue;
    const number = numberIn(history.valueBytes, scanner.restStart, scanner.restEnd);
    if (number === undefined) throw badOperation(history, ended[call]!, 'a sequence is answered with [key, number]');
    numbers[call] = number;
  }
  return {
    ...{ length, invoked, ended, outcomes, kinds, keys, keyCount: keyTable.size, numbers, at },
    sayKey: (key) => keyTable.text(key),
  };
}

/** NaN for null; undefined for what is no number. */
function numberIn(bytes: Uint8Array, start: number, end: number): number | undefined {
  let whole = end - start > SAFE_DIGITS ? Number.NaN : 0;
  for (let at = start; at < end; at += 1) {
    const digit = bytes[at]! - 0x30;
    whole = digit < 0 || digit > 9 ? Number.NaN : whole * 10 + digit;
  }
  if (!Number.isNaN(whole)) return whole;
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(start, end)));
  return value === null ? Number.NaN : typeof value === 'number' ? value : undefined;
}
