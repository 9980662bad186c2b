/** Gathers the operations of Plume's text by transaction, as places in the file, and writes each transaction as two events. */
import { TYPE_FAIL, TYPE_INVOKE, TYPE_OK } from '../../contracts/history.js';
import { Columns } from '../columns.js';
import { ValueHeap } from '../value-heap.js';
import type { Events } from './format.js';

const COMMA = 0x2c;
const ZERO = 0x30;
const WRITE = 0x77;
const NONE = -1;
/** No operation has fewer bytes, so that its columns can be made at once: two bytes or so for each byte of the file. */
const MIN_OPERATION_BYTES = 'r(0,0,0,0)'.length;
/** From the letter of an operation to its key. */
const KEY_OFFSET = 'r('.length;
/** Longer integers may be more than a JSON number can hold; they become strings of their digits. */
const MAX_NUMBER_CHARACTERS = 15;

export class PlumeTransactions {
  private count = 0;
  private readonly sessions: Int32Array;
  private readonly lines: Uint32Array;
  private readonly isAborted: Uint8Array;
  /** By transaction, its first operation and its last; by operation, the next one of its transaction. */
  private readonly first: Int32Array;
  private readonly last: Int32Array;
  private readonly next: Int32Array;
  private operationCount = 0;
  /** By operation, where its letter stands. */
  private readonly places: Uint32Array;
  /** Keys to which somebody writes 0. */
  private readonly zeros = new Set<string>();
  private readonly heap = new ValueHeap();

  constructor(private readonly bytes: Uint8Array) {
    const capacity = Math.ceil(bytes.length / MIN_OPERATION_BYTES);
    this.sessions = new Int32Array(capacity);
    this.lines = new Uint32Array(capacity);
    this.isAborted = new Uint8Array(capacity);
    this.first = new Int32Array(capacity);
    this.last = new Int32Array(capacity);
    this.next = new Int32Array(capacity);
    this.places = new Uint32Array(capacity);
  }

  /** A transaction of this session begins at this line, from 1; answers its number. */
  begin(session: number, line: number, isAborted: boolean): number {
    const transaction = this.count;
    this.count += 1;
    this.sessions[transaction] = session;
    this.lines[transaction] = line;
    this.isAborted[transaction] = Number(isAborted);
    this.first[transaction] = NONE;
    return transaction;
  }

  /** Adds an operation at the end of a transaction. What stands at these places must be well formed. */
  add(transaction: number, place: number, valuePlace: number): void {
    const operation = this.operationCount;
    this.operationCount += 1;
    this.places[operation] = place;
    this.next[operation] = NONE;
    if (this.first[transaction] === NONE) this.first[transaction] = operation;
    else this.next[this.last[transaction]!] = operation;
    this.last[transaction] = operation;
    if (this.bytes[valuePlace] === ZERO && this.bytes[place] === WRITE) {
      this.zeros.add(this.text(place + KEY_OFFSET, valuePlace - 1));
    }
  }

  /** Every transaction as an invocation and an ok or a failure, in the order in which they began. */
  events(): Events {
    const { count, heap } = this;
    const columns = new Columns();
    const lines = new Uint32Array(2 * count);
    for (let transaction = 0; transaction < count; transaction += 1) {
      lines.fill(this.lines[transaction]!, 2 * transaction, 2 * transaction + 2);
      const start = heap.length;
      this.append(transaction, false);
      const asked = heap.length;
      this.push(columns, transaction, TYPE_INVOKE, start, asked);
      if (this.isAborted[transaction]) {
        this.push(columns, transaction, TYPE_FAIL, start, asked);
        continue;
      }
      this.append(transaction, true);
      this.push(columns, transaction, TYPE_OK, asked, heap.length);
    }
    return { columns, valueBytes: heap.bytes(), lines, hasTimes: false };
  }

  private push(columns: Columns, transaction: number, type: number, valueStart: number, valueEnd: number): void {
    columns.push({
      type,
      process: this.sessions[transaction]!,
      f: 'txn',
      time: Number.NaN,
      intendedTime: Number.NaN,
      valueStart,
      valueEnd,
      error: undefined,
      node: undefined,
    });
  }

  /** The JSON of a transaction's operations; what was read only where it is known. */
  private append(transaction: number, isKnown: boolean): void {
    const { bytes, heap } = this;
    const first = this.first[transaction]!;
    for (let operation = first; operation !== NONE; operation = this.next[operation]!) {
      const place = this.places[operation]!;
      const isWrite = bytes[place] === WRITE;
      const key = place + KEY_OFFSET;
      const keyEnd = this.integerEnd(key);
      const value = keyEnd + 1;
      heap.append(operation === first ? '[["' : ',["');
      heap.append(isWrite ? 'w",' : 'r",');
      this.appendInteger(key, keyEnd);
      heap.append(',');
      if (isWrite || (isKnown && !this.isInitial(key, keyEnd))) this.appendInteger(value, this.integerEnd(value));
      else heap.append('null');
      heap.append(']');
    }
    heap.append(']');
  }

  /** What was read from this key, which ends at `end`, is the beginning. */
  private isInitial(key: number, end: number): boolean {
    return this.bytes[end + 1] === ZERO && (this.zeros.size === 0 || !this.zeros.has(this.text(key, end)));
  }

  /** The comma after an integer: a loop finds it sooner than a call of indexOf. */
  private integerEnd(start: number): number {
    const { bytes } = this;
    let at = start;
    while (bytes[at] !== COMMA) at += 1;
    return at;
  }

  private appendInteger(start: number, end: number): void {
    if (end - start <= MAX_NUMBER_CHARACTERS) this.heap.copy(this.bytes, start, end);
    else this.heap.append(`"${this.text(start, end)}"`);
  }

  private text(start: number, end: number): string {
    const { bytes } = this;
    return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  }
}
