/**
 * EDN, as Jepsen writes it (history.edn) and Porcupine's kv files do: operations as maps, one after the other or in one
 * vector or list, tagged (#jepsen.history.Op) or not. The loss: a keyword, a symbol, a character and a string of the same
 * letters are one string here, and a list, a set and a vector one array.
 */
import { matches } from '../json-scanner.js';
import { EdnFields } from './edn-fields.js';
import type { EdnScanner } from './edn-scanner.js';
import { type Key, SLOT } from './event-table.js';
import type { HistoryFormat } from './format.js';

const QUOTE = 0x22;
const HASH = 0x23;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const OPEN_LIST = 0x28;
const OPEN_VECTOR = 0x5b;
const OPEN_MAP = 0x7b;

const KEYS: readonly (readonly [string, Key])[] = [
  ['type', 'type'],
  ['f', 'f'],
  ['process', 'process'],
  ['value', 'value'],
  ['time', 'time'],
  ['index', 'index'],
  ['error', 'error'],
  ['node', 'node'],
  ['intended-time', 'intendedTime'],
];
const NO_FIELD = -1;
/** `:key` stands beside `:value` where Jepsen would write [key value]. */
const KEY_OF_VALUE = -2;

export const edn: HistoryFormat = {
  name: 'edn',
  describe: "Jepsen's history.edn: maps such as {:type :invoke, :process 0, :f :read, :value nil}",
  recognises: looksLikeEdn,
  read: (bytes) => {
    const fields = new EdnFields(bytes);
    while (fields.scanner.peek() !== -1) readTop(fields);
    return fields.events;
  },
};

/** The file of Porcupine's key-value examples is EDN whose operations have a `:key`. */
export const kvText: HistoryFormat = {
  name: 'kv-text',
  describe: "Porcupine's key-value files: EDN whose maps have a :key",
  recognises: () => false,
  read: edn.read,
};

/** An operation, or all of them between two brackets. */
function readTop(fields: EdnFields): void {
  const { scanner } = fields;
  passTags(scanner);
  const byte = scanner.peek();
  if (byte !== OPEN_VECTOR && byte !== OPEN_LIST) {
    readOperation(fields);
    return;
  }
  const opened = scanner.at;
  const close = scanner.open();
  while (!scanner.closes(close, opened)) {
    passTags(scanner);
    readOperation(fields);
  }
}

function passTags(scanner: EdnScanner): void {
  do scanner.peek();
  while (scanner.tag());
}

function readOperation(fields: EdnFields): void {
  const { scanner } = fields;
  if (scanner.peek() !== OPEN_MAP) throw scanner.fault('expected an operation, {:type …}');
  fields.begin();
  const opened = scanner.at;
  const close = scanner.open();
  while (!scanner.closes(close, opened)) {
    const place = scanner.at;
    const slot = readKey(scanner);
    if (scanner.peek() === close) throw scanner.fault('a key without a value', place);
    if (slot >= 0) fields.field(slot, place);
    else if (slot === KEY_OF_VALUE) fields.key(place);
    else scanner.skip();
  }
  fields.push();
}

/** Passes a key and answers its slot. */
function readKey(scanner: EdnScanner): number {
  const { bytes, at } = scanner;
  const byte = bytes[at];
  if (byte === COLON) {
    const end = scanner.tokenEnd(at + 1);
    scanner.at = end;
    return slotOf(bytes, at + 1, end);
  }
  // A map or a vector here means that the bracket of the operation before it is missing.
  if (byte !== QUOTE && scanner.tokenEnd(at) === at) throw scanner.fault('expected a key such as :type, or "}"');
  scanner.skip();
  return byte === QUOTE ? slotOf(bytes, at + 1, scanner.at - 1) : NO_FIELD;
}

function slotOf(bytes: Uint8Array, start: number, end: number): number {
  for (const [name, key] of KEYS) if (name.length === end - start && matches(bytes, start, name)) return SLOT[key];
  return end - start === 3 && matches(bytes, start, 'key') ? KEY_OF_VALUE : NO_FIELD;
}

/** Maps whose keys are no JSON strings, alone, tagged or in brackets; comments before them. */
function looksLikeEdn(bytes: Uint8Array, start: number): boolean {
  let at = start;
  while (bytes[at] === SEMICOLON) at = firstVisible(bytes, lineEnd(bytes, at));
  const byte = bytes[at];
  if (byte === HASH) return /^#[A-Za-z_]/.test(Buffer.from(bytes.subarray(at, at + 2)).toString('latin1'));
  const next = bytes[firstVisible(bytes, at + 1)] ?? 0;
  if (byte === OPEN_MAP) return next !== QUOTE;
  if (byte !== OPEN_LIST && byte !== OPEN_VECTOR) return false;
  if (next === OPEN_MAP) return bytes[firstVisible(bytes, firstVisible(bytes, at + 1) + 1)] !== QUOTE;
  return next === HASH || next === SEMICOLON || next === 0x29 || next === 0x5d;
}

function firstVisible(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at]! <= 0x20) at += 1;
  return at;
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const newline = bytes.indexOf(0x0a, from);
  return newline < 0 ? bytes.length : newline;
}
