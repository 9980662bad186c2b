/** What was asked of counters, in columns: by how much each was to change, and what reads answered. */
import type { History } from '../../harness/contracts/history.js';
import { TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { type Calls, callsOf } from '../../harness/history/calls.js';
import { matches } from '../../harness/history/json-scanner.js';

export const ADD = 0;
export const INCREMENT = 1;
export const DECREMENT = 2;
export const READ = 3;

const KINDS = { add: ADD, increment: INCREMENT, decrement: DECREMENT, read: READ };

const MINUS = 0x2d;
/** More digits than this may not be exact. */
const MAX_DIGITS = 15;

const decoder = new TextDecoder();

/** Positions are those of the calls. */
export interface CounterOperations {
  readonly calls: Calls;
  /** By position: what an add adds, or what a read answered; NaN for a read that was not. */
  readonly amounts: Float64Array;
  /** No sum of them is past what a number holds exactly. */
  readonly isExact: boolean;
}

/** O(n). Throws UsageError 'bad-operation' for amounts and answers that are no whole numbers. */
export function counterOperations(history: History, keyed: boolean): CounterOperations {
  const calls = callsOf(history, KINDS, keyed);
  const { length, kinds, outcomes, inputStarts, inputEnds, outputStarts, outputEnds } = calls;
  const bytes = history.valueBytes;
  const amounts = new Float64Array(length).fill(Number.NaN);
  let total = 0;
  for (let at = 0; at < length; at += 1) {
    const kind = kinds[at]!;
    if (kind === READ) {
      if (outcomes[at] !== TYPE_OK) continue;
      amounts[at] = wholeNumber(bytes, outputStarts[at]!, outputEnds[at]!);
      if (Number.isNaN(amounts[at]!)) {
        throw badOperation(history, calls.ended[at]!, 'a read of a counter answers a whole number');
      }
      total = Math.max(total, Math.abs(amounts[at]!));
      continue;
    }
    const [start, end] = [inputStarts[at]!, inputEnds[at]!];
    const isOne = kind !== ADD && (start === end || (end - start === 4 && matches(bytes, start, 'null')));
    const amount = isOne ? 1 : wholeNumber(bytes, start, end);
    if (Number.isNaN(amount)) {
      const what = kind === ADD ? 'adds a whole number' : 'takes a whole number, or null for 1';
      throw badOperation(
        history,
        calls.invoked[at]!,
        `${history.functionNames[history.functions[calls.invoked[at]!]!]} ${what}`,
      );
    }
    amounts[at] = kind === DECREMENT ? -amount : amount;
  }
  for (let at = 0; at < length; at += 1) if (kinds[at] !== READ) total += Math.abs(amounts[at]!);
  return { calls, amounts, isExact: total <= Number.MAX_SAFE_INTEGER };
}

/** NaN for anything else. */
function wholeNumber(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  let value = 0;
  for (let at = first; at < end; at += 1) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9 || at - first >= MAX_DIGITS) return unusualNumber(bytes, start, end);
    value = value * 10 + digit;
  }
  if (first >= end) return Number.NaN;
  return isNegative ? -value : value;
}

/** Such as 1e3, or 2.0. */
function unusualNumber(bytes: Uint8Array, start: number, end: number): number {
  const value: unknown = JSON.parse(decoder.decode(bytes.subarray(start, end)));
  return typeof value === 'number' && Number.isInteger(value) ? value : Number.NaN;
}
