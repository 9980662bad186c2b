/** The vocabulary of logs, read straight from a history's bytes into columns: send, poll, assign, subscribe. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { type Calls, callsOf } from '../../harness/history/calls.js';
import { ElementScanner } from '../../harness/history/element-scanner.js';
import { ByteFault } from '../../harness/history/errors.js';
import { LogValues } from './log-values.js';
import { NumberList } from './number-list.js';
import type { PairTable } from './pair-table.js';

/** Codes in the `kinds` column of the calls. */
export const SEND = 0;
export const POLL = 1;
export const ASSIGN = 2;
export const SUBSCRIBE = 3;

/** In a column of ids: there is none. */
export const NONE = -1;

export interface LogOperations {
  readonly calls: Calls;
  /** Offsets of keys: their id is a slot. */
  readonly slots: PairTable;
  /** Elements of keys. */
  readonly elements: PairTable;
  /** By call: the element that a send was asked with; NONE for any other call. */
  readonly sent: Int32Array;
  /** By call: the slot that a send was answered with, or NONE. */
  readonly answered: Int32Array;
  /** By element: the call that sent it, or NONE. */
  readonly sentBy: Int32Array;
  /** What polls returned: a batch is what one poll returned of one key. The batches of a call begin at `batchesOf` of it. */
  readonly batchesOf: Int32Array;
  readonly batchKeys: Int32Array;
  /** By batch: where its sightings begin; they end where those of the next do. */
  readonly batchStarts: Int32Array;
  readonly sightingSlots: Int32Array;
  readonly sightingElements: Int32Array;
  readonly keyCount: number;
  readonly values: LogValues;
}

const KINDS = { send: SEND, poll: POLL, assign: ASSIGN, subscribe: SUBSCRIBE } as const;

/**
 * O(n) in the calls and in the elements polled: about 60 bytes a call, 8 bytes an element polled and 60 bytes a different
 * element. Throws UsageError 'bad-operation' for values of another shape, and for an element that was sent twice.
 */
export function logOperations(history: History): LogOperations {
  const calls = callsOf(history, KINDS, false);
  const values = new LogValues(history);
  const sent = new Int32Array(calls.length).fill(NONE);
  const answered = new Int32Array(calls.length).fill(NONE);
  const sentBy = readSends(history, calls, values, sent, answered);
  const batchesOf = new Int32Array(calls.length + 1);
  const batchKeys = new NumberList();
  const batchStarts = new NumberList();
  const sightingSlots = new NumberList();
  const sightingElements = new NumberList();
  const listener = {
    key: (key: number): void => {
      batchKeys.push(key);
      batchStarts.push(sightingSlots.length);
    },
    element: (slot: number, element: number): void => {
      sightingSlots.push(slot);
      sightingElements.push(element);
    },
  };
  for (let call = 0; call < calls.length; call += 1) {
    if (calls.kinds[call] === POLL && calls.outcomes[call] === TYPE_OK) {
      try {
        values.readPoll(calls.outputStarts[call]!, calls.outputEnds[call]!, listener);
      } catch (error) {
        if (!(error instanceof ByteFault)) throw error;
        throw badOperation(history, calls.ended[call]!, 'poll is answered with {key: [[offset, element], …], …}');
      }
    }
    batchesOf[call + 1] = batchKeys.length;
  }
  batchStarts.push(sightingSlots.length);
  const all = new Int32Array(values.elements.size).fill(NONE);
  all.set(sentBy);
  return {
    ...{ calls, values, sent, answered, batchesOf },
    ...{ slots: values.slots, elements: values.elements, sentBy: all, keyCount: values.keyCount },
    ...{ batchKeys: batchKeys.values, batchStarts: batchStarts.values },
    ...{ sightingSlots: sightingSlots.values, sightingElements: sightingElements.values },
  };
}

/** Fills in what sends say; answers who sent each element. */
function readSends(
  history: History,
  calls: Calls,
  values: LogValues,
  sent: Int32Array,
  answered: Int32Array,
): Int32Array {
  const scanner = new ElementScanner(history.valueBytes);
  const sentBy = new NumberList();
  for (let call = 0; call < calls.length; call += 1) {
    if (calls.kinds[call] !== SEND) continue;
    if (!scanner.split(calls.inputStarts[call]!, calls.inputEnds[call]!) || !scanner.isPair) {
      throw badOperation(history, calls.invoked[call]!, 'send is asked with [key, element]');
    }
    const key = values.key(scanner.firstStart, scanner.firstEnd);
    const element = values.element(key, scanner.restStart, scanner.restEnd);
    if (element < sentBy.length) {
      const before = calls.invoked[sentBy.values[element]!]!;
      throw badOperation(history, calls.invoked[call]!, `this element was sent before, by operation ${before}`);
    }
    sentBy.push(call);
    sent[call] = element;
    if (calls.outcomes[call] !== TYPE_OK) continue;
    const asked = { start: scanner.restStart, end: scanner.restEnd };
    if (!scanner.split(calls.outputStarts[call]!, calls.outputEnds[call]!) || !scanner.isPair) continue;
    // An answer that only repeats the question tells no offset.
    if (isSame(history.valueBytes, asked, scanner.restStart, scanner.restEnd)) continue;
    if (!scanner.split(scanner.restStart, scanner.restEnd) || !scanner.isPair) continue;
    const offset = values.offset(scanner.firstStart, scanner.firstEnd);
    if (Number.isNaN(offset)) {
      throw badOperation(history, calls.ended[call]!, 'send is answered with [key, [offset, element]]');
    }
    if (offset !== null) answered[call] = values.slots.id(key, offset);
  }
  return sentBy.values.subarray(0, sentBy.length);
}

function isSame(bytes: Uint8Array, asked: { start: number; end: number }, start: number, end: number): boolean {
  if (end - start !== asked.end - asked.start) return false;
  for (let at = 0; at < end - start; at += 1) if (bytes[start + at] !== bytes[asked.start + at]) return false;
  return true;
}
