/** Who was said to lead, read straight from a history's bytes: {node, term} or null. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { type Calls, callsOf } from '../../harness/history/calls.js';
import { JsonScanner, matches } from '../../harness/history/json-scanner.js';
import { ValueTable } from '../../harness/history/value-table.js';

/** In a column of ids: it was not said. */
export const NONE = -1;

export interface LeaderAnswers {
  readonly calls: Calls;
  /** By call: who leads, an id of `nodeTable`; NONE where nobody was named. */
  readonly leaders: Int32Array;
  /** By call: the term; NaN where none was told. */
  readonly terms: Float64Array;
  readonly nodeTable: ValueTable;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const NULL = 0x6e;

/** O(n), 12 bytes a call beside the calls. Throws UsageError 'bad-operation' for an answer of another shape. */
export function leaderAnswers(history: History, keyed: boolean): LeaderAnswers {
  const calls = callsOf(history, { leader: 0 }, keyed);
  const { valueBytes: bytes } = history;
  const leaders = new Int32Array(calls.length).fill(NONE);
  const terms = new Float64Array(calls.length).fill(Number.NaN);
  const nodeTable = new ValueTable(bytes);
  const scanner = new JsonScanner(bytes);
  for (let call = 0; call < calls.length; call += 1) {
    if (calls.outcomes[call] !== TYPE_OK) continue;
    const bad = () =>
      badOperation(history, calls.ended[call]!, 'leader is answered with {"node": name, "term": n}, or null');
    scanner.at = calls.outputStarts[call]!;
    scanner.end = calls.outputEnds[call]!;
    const first = scanner.peek();
    if (first === -1 || first === NULL) continue;
    if (first !== OPEN) throw bad();
    scanner.at += 1;
    if (scanner.peek() === CLOSE) throw bad();
    do {
      scanner.peek();
      const name = scanner.at;
      scanner.string();
      const length = scanner.at - name;
      scanner.expect(COLON, '":"');
      scanner.peek();
      const start = scanner.at;
      scanner.value();
      if (length === 6 && matches(bytes, name, '"node"')) {
        if (bytes[start] !== NULL) leaders[call] = nodeTable.id(start, scanner.at);
      } else if (length === 6 && matches(bytes, name, '"term"')) {
        terms[call] = numberFrom(bytes, start, scanner.at);
      }
    } while (scanner.accept(COMMA));
    if (Number.isNaN(terms[call]!)) throw bad();
  }
  return { calls, leaders, terms, nodeTable };
}

/** NaN for what is no number. */
function numberFrom(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] === QUOTE) return Number.NaN;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9 || end - start > 15) return Number(new TextDecoder().decode(bytes.subarray(start, end)));
    value = value * 10 + digit;
  }
  return value;
}
