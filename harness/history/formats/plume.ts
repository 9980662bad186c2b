/**
 * The plain text that the isolation checkers Plume and AWDIT read: a line `r(key,value,session,transaction)` or `w(…)` for
 * every operation, all of them integers. A transaction's operations stand in its order, a session's transactions in the
 * session's. Nothing says when anything happened, and only what committed is in the file. The beginning is 0: a read of 0
 * from a key to which nobody writes 0 is a read of null here.
 */
import { Columns, typeCode } from '../columns.js';
import { ByteFault } from '../errors.js';
import { ValueHeap } from '../value-heap.js';
import type { Events, HistoryFormat } from './format.js';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const OPEN = 0x28;
const CLOSE = 0x29;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const READ = 0x72;
const WRITE = 0x77;
/** Numbers of an operation: key, value, session and transaction. */
const FIELDS = 4;

export const plume: HistoryFormat = {
  name: 'plume',
  describe:
    "the text of Plume and AWDIT: lines such as r(3,7,0,12), a read of 7 from key 3 in session 0's transaction 12",
  recognises: (bytes, start) =>
    /^[rw]\(\s*-?\d+\s*,/.test(Buffer.from(bytes.subarray(start, start + 32)).toString('latin1')),
  read: (bytes) => new PlumeReader(bytes).read(),
};

/** A transaction that is being read, and where its operations are kept. */
interface Transaction {
  readonly session: number;
  readonly name: number;
  readonly line: number;
  /** Places of its operations. */
  readonly operations: number[];
}

class PlumeReader {
  private at = 0;
  private line = 1;
  /** By operation: whether it is a write, then its key and its value. */
  private readonly operations: number[] = [];
  private readonly transactions: Transaction[] = [];
  /** By session, its latest transaction and the names of those before. */
  private readonly latest = new Map<number, Transaction>();
  private readonly seen = new Map<number, Set<number>>();
  /** Keys to which 0 is written. */
  private readonly zeros = new Set<number>();

  constructor(private readonly bytes: Uint8Array) {}

  read(): Events {
    const { bytes } = this;
    while (this.at < bytes.length) {
      const byte = bytes[this.at]!;
      if (byte === NEWLINE) this.line += 1;
      if (byte <= SPACE) this.at += 1;
      else this.operation(byte);
    }
    return this.events();
  }

  private operation(kind: number): void {
    const start = this.at;
    if (kind !== READ && kind !== WRITE)
      throw new ByteFault(start, 'an operation is r(key,value,session,transaction) or w(…)');
    this.at += 1;
    this.expect(OPEN, '"("');
    const numbers = [0, 0, 0, 0];
    for (let field = 0; field < FIELDS; field += 1) {
      if (field > 0) this.expect(COMMA, `"," and ${FIELDS} numbers in all`);
      numbers[field] = this.integer();
    }
    this.expect(CLOSE, `")" after ${FIELDS} numbers`);
    const [key = 0, value = 0, session = 0, name = 0] = numbers;
    if (session < 0) throw new ByteFault(start, 'a session must be 0 or more');
    if (kind === WRITE && value === 0) this.zeros.add(key);
    this.transactionOf(session, name, start).operations.push(this.operations.length);
    this.operations.push(Number(kind === WRITE), key, value);
  }

  private transactionOf(session: number, name: number, place: number): Transaction {
    const latest = this.latest.get(session);
    if (latest?.name === name) return latest;
    const seen = this.seen.get(session) ?? new Set();
    this.seen.set(session, seen);
    if (seen.has(name))
      throw new ByteFault(place, `transaction ${name} of session ${session} had ended: another one came between`);
    seen.add(name);
    const transaction = { session, name, line: this.line, operations: [] };
    this.latest.set(session, transaction);
    this.transactions.push(transaction);
    return transaction;
  }

  private expect(byte: number, what: string): void {
    this.pass();
    if (this.bytes[this.at] !== byte) throw new ByteFault(this.at, `expected ${what}`);
    this.at += 1;
  }

  private integer(): number {
    this.pass();
    const { bytes } = this;
    const isNegative = bytes[this.at] === MINUS;
    const first = isNegative ? this.at + 1 : this.at;
    let value = 0;
    let at = first;
    for (; at < bytes.length; at += 1) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === first || value > Number.MAX_SAFE_INTEGER) throw new ByteFault(this.at, 'expected an integer');
    this.at = at;
    return isNegative ? -value : value;
  }

  /** Passes spaces, but no line. */
  private pass(): void {
    while (this.at < this.bytes.length && this.bytes[this.at]! <= SPACE && this.bytes[this.at] !== NEWLINE)
      this.at += 1;
  }

  private events(): Events {
    const columns = new Columns();
    const heap = new ValueHeap();
    const lines = new Uint32Array(2 * this.transactions.length);
    for (const [index, { session, line, operations }] of this.transactions.entries()) {
      lines.fill(line, 2 * index, 2 * index + 2);
      const asked = heap.length;
      this.append(heap, operations, false);
      const answered = heap.length;
      this.append(heap, operations, true);
      const common = {
        process: session,
        f: 'txn',
        time: Number.NaN,
        intendedTime: Number.NaN,
        error: undefined,
        node: undefined,
      };
      columns.push({ ...common, type: typeCode('invoke') ?? 0, valueStart: asked, valueEnd: answered });
      columns.push({ ...common, type: typeCode('ok') ?? 0, valueStart: answered, valueEnd: heap.length });
    }
    return { columns, valueBytes: heap.bytes(), lines, hasTimes: false };
  }

  /** The micro-operations as JSON; what was read only where it is known. */
  private append(heap: ValueHeap, operations: readonly number[], isKnown: boolean): void {
    const texts = operations.map((place) => {
      const [isWrite, key = 0, value = 0] = this.operations.slice(place, place + 3);
      if (isWrite === 1) return `["w",${key},${value}]`;
      const isInitial = value === 0 && !this.zeros.has(key);
      return `["r",${key},${isKnown && !isInitial ? value : 'null'}]`;
    });
    heap.append(`[${texts.join(',')}]`);
  }
}
