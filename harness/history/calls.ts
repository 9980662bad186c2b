/**
 * What the clients of a history called, in columns: the operations that a property has words for, in order of
 * invocation, with what was asked and answered as slices of the history's own bytes. Nothing is parsed here.
 */
import { FINAL_READS, type History, NEMESIS_PROCESS, TYPE_INVOKE, TYPE_OK } from '../contracts/history.js';
import { badOperation } from './bad-operation.js';
import { ElementScanner } from './element-scanner.js';
import { ValueTable } from './value-table.js';

/** In `ended`: nothing ended it. */
export const NEVER = -1;

export interface Calls {
  readonly length: number;
  /** Index of the event that invoked it; ascending. */
  readonly invoked: Int32Array;
  /** Index of the event that ended it, or NEVER. */
  readonly ended: Int32Array;
  /** TYPE_* of that event; TYPE_INVOKE where there is none. */
  readonly outcomes: Uint8Array;
  /** The number that the property gave to its function. */
  readonly kinds: Uint8Array;
  /** Which object it is about: an id of `keyTable`; 0 everywhere in a history that is not keyed. */
  readonly keys: Int32Array;
  readonly keyCount: number;
  /** Null in a history that is not keyed. */
  readonly keyTable: ValueTable | null;
  /** What was asked, and what was answered with ok, without the key; both ends are equal where nothing was said. */
  readonly inputStarts: Uint32Array;
  readonly inputEnds: Uint32Array;
  readonly outputStarts: Uint32Array;
  readonly outputEnds: Uint32Array;
}

/** Index of the event with which the last reads of the final state begin; NEVER where the history does not tell. O(n). */
export function finalReadsSince(history: History): number {
  const named = history.functionNames.indexOf(FINAL_READS);
  for (let index = history.length - 1; named !== -1 && index >= 0; index -= 1) {
    if (history.processes[index] === NEMESIS_PROCESS && history.functions[index] === named) return index;
  }
  return NEVER;
}

/**
 * `kinds` gives a number to every function that the property knows; what else a history holds is left out. In a keyed
 * history a value is [key, value], and the slices are those of the second. O(n), 35 bytes an operation.
 * Throws UsageError 'bad-operation' for other values of a keyed history.
 */
export function callsOf(history: History, kinds: Readonly<Record<string, number>>, keyed: boolean): Calls {
  const kindOf = history.functionNames.map((name) => kinds[name] ?? -1);
  const isOne = (index: number): boolean =>
    history.types[index] === TYPE_INVOKE &&
    history.processes[index] !== NEMESIS_PROCESS &&
    kindOf[history.functions[index]!] !== -1;
  let length = 0;
  for (let index = 0; index < history.length; index += 1) if (isOne(index)) length += 1;
  const calls = {
    invoked: new Int32Array(length),
    ended: new Int32Array(length),
    outcomes: new Uint8Array(length),
    kinds: new Uint8Array(length),
    keys: new Int32Array(length),
    inputStarts: new Uint32Array(length),
    inputEnds: new Uint32Array(length),
    outputStarts: new Uint32Array(length),
    outputEnds: new Uint32Array(length),
  };
  const keyTable = keyed ? new ValueTable(history.valueBytes) : null;
  const scanner = new ElementScanner(history.valueBytes);
  const cut = (event: number): void => {
    if (scanner.split(history.valueStarts[event]!, history.valueEnds[event]!) && scanner.isPair) return;
    throw badOperation(history, event, 'the history is keyed, so a value is [key, value]');
  };
  let at = 0;
  for (let index = 0; index < history.length; index += 1) {
    if (!isOne(index)) continue;
    const partner = history.partners[index]!;
    const outcome = partner < 0 ? TYPE_INVOKE : history.types[partner]!;
    calls.invoked[at] = index;
    calls.ended[at] = partner < 0 ? NEVER : partner;
    calls.outcomes[at] = outcome;
    calls.kinds[at] = kindOf[history.functions[index]!]!;
    if (keyTable === null) {
      calls.inputStarts[at] = history.valueStarts[index]!;
      calls.inputEnds[at] = history.valueEnds[index]!;
    } else {
      cut(index);
      calls.keys[at] = keyTable.id(scanner.firstStart, scanner.firstEnd);
      calls.inputStarts[at] = scanner.restStart;
      calls.inputEnds[at] = scanner.restEnd;
    }
    if (outcome === TYPE_OK) {
      if (keyTable === null) {
        calls.outputStarts[at] = history.valueStarts[partner]!;
        calls.outputEnds[at] = history.valueEnds[partner]!;
      } else {
        cut(partner);
        calls.outputStarts[at] = scanner.restStart;
        calls.outputEnds[at] = scanner.restEnd;
      }
    }
    at += 1;
  }
  return { ...calls, length, keyTable, keyCount: keyTable?.size ?? Math.min(1, length) };
}

/** The JSON of a key, for messages; undefined where the history is not keyed. */
export function keyText(calls: Calls, key: number): string | undefined {
  return calls.keyTable?.text(key);
}
