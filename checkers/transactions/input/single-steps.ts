/** Single reads and writes of keys as transactions of one step each, so that levels can be judged of them too. */
import { type History, TYPE_INVOKE, TYPE_OK } from '../../../harness/contracts/history.js';
import { badOperation } from '../../../harness/history/bad-operation.js';
import { ElementScanner } from '../../../harness/history/element-scanner.js';

const TRANSACTION = 'txn';
const NEMESIS = -1;
const NOTHING = 0;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const READ = encoder.encode('[["r",');
const WRITE = encoder.encode('[["w",');
const CLOSE = encoder.encode(']]');

/**
 * The same history in which `read` [key, value] and `write` [key, value] are a `txn` [["r", key, value]] or
 * [["w", key, value]]; what is a transaction already stays as it is, and a history of nothing else is handed back. O(n).
 * Throws UsageError 'bad-operation' for values of another shape, and for what is none of the three.
 */
export function withSingleSteps(history: History, property: string): History {
  const { length, types, functions, functionNames, partners, processes } = history;
  const prefixes = functionNames.map((name) => (name === 'read' ? READ : name === 'write' ? WRITE : null));
  if (prefixes.every((prefix) => prefix === null)) return history;
  const scanner = new ElementScanner(history.valueBytes);
  const starts = new Uint32Array(length);
  const ends = new Uint32Array(length);
  const added = READ.length + CLOSE.length;
  const bytes = new Uint8Array(history.valueBytes.length * 2 + length * added);
  let at = NOTHING;
  for (let event = 0; event < length; event += 1) {
    starts[event] = at;
    ends[event] = at;
    if (processes[event] === NEMESIS || (types[event] !== TYPE_INVOKE && types[event] !== TYPE_OK)) continue;
    const prefix = prefixes[functions[event]!]!;
    const name = functionNames[functions[event]!]!;
    if (prefix === null) {
      if (name !== TRANSACTION) {
        throw badOperation(history, event, `${property} knows read, write and txn, and not ${name}`, false);
      }
      at = copy(history.valueBytes, history.valueStarts[event]!, history.valueEnds[event]!, bytes, at);
      ends[event] = at;
      continue;
    }
    // What is written is what was asked for, whatever the answer repeats of it.
    const source = prefix === WRITE && types[event] === TYPE_OK ? partners[event]! : event;
    const [from, to] = [history.valueStarts[source]!, history.valueEnds[source]!];
    if (!scanner.split(from, to) || !scanner.isPair) throw badOperation(history, source, 'a value is [key, value]');
    at = copy(prefix, 0, prefix.length, bytes, at);
    at = copy(history.valueBytes, scanner.firstStart, scanner.firstEnd, bytes, at);
    bytes[at++] = 0x2c;
    at = copy(history.valueBytes, scanner.restStart, scanner.restEnd, bytes, at);
    at = copy(CLOSE, 0, CLOSE.length, bytes, at);
    ends[event] = at;
  }
  const valueBytes = bytes.subarray(0, at);
  const value = (index: number): unknown =>
    starts[index] === ends[index]
      ? null
      : JSON.parse(decoder.decode(valueBytes.subarray(starts[index]!, ends[index]!)));
  return {
    ...{ length, types, processes, partners },
    ...{ times: history.times, hasTimes: history.hasTimes, intendedTimes: history.intendedTimes },
    functions: new Uint16Array(length),
    functionNames: [TRANSACTION],
    ...{ valueBytes, valueStarts: starts, valueEnds: ends, value },
    node: (index) => history.node(index),
    error: (index) => history.error(index),
    operation: (index) => ({ ...history.operation(index), f: TRANSACTION, value: value(index) }),
    describeOrigin: (index) => history.describeOrigin(index),
  };
}

function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
  for (let place = start; place < end; place += 1) to[at + place - start] = from[place]!;
  return at + end - start;
}
