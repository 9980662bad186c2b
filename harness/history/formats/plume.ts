/**
 * The plain text that the isolation checkers Plume and AWDIT read: a line `r(key,value,session,transaction)` or `w(…)` for
 * every operation, all four of them integers. A transaction's operations stand in its order, a session's transactions in the
 * session's. Nothing says when anything happened.
 *
 * As their loaders have it (TextHistoryLoader.java and formats.rs): every key holds 0 before anybody writes to it, and nobody
 * writes that down, so a read of 0 is a read of null here, unless there is a write of 0 to that key. Transaction -1 is all
 * that was aborted; which of those lines belong together is not known, so each is a failed transaction of its own.
 */
import { ByteFault } from '../errors.js';
import type { HistoryFormat } from './format.js';
import { PlumeTransactions } from './plume-transactions.js';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const OPEN = 0x28;
const CLOSE = 0x29;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const READ = 0x72;
const WRITE = 0x77;
/** In place of the number of a transaction. */
const ABORTED = -1;
const MAX_SESSION = 0x7fff_ffff;

export const plume: HistoryFormat = {
  name: 'plume',
  describe:
    "the text of Plume and AWDIT: lines such as r(3,7,0,12), a read of 7 from key 3 in session 0's transaction 12",
  recognises: (bytes, start) => /^[rw]\(-?\d+,/.test(Buffer.from(bytes.subarray(start, start + 32)).toString('latin1')),
  read: (bytes) => {
    const reader = new PlumeReader(bytes);
    reader.readAll();
    return reader.transactions.events();
  },
};

/** A session as far as it was read: the number of its latest transaction in the file, and among all; every number it had. */
interface Session {
  name: number;
  transaction: number;
  readonly names: Set<number>;
}

class PlumeReader {
  readonly transactions: PlumeTransactions;
  private at = 0;
  private line = 1;
  /** The integer that was passed last. */
  private number = 0;
  private readonly sessions = new Map<number, Session>();

  constructor(private readonly bytes: Uint8Array) {
    this.transactions = new PlumeTransactions(bytes);
  }

  readAll(): void {
    while (this.at < this.bytes.length) {
      const byte = this.bytes[this.at]!;
      if (byte > SPACE) this.readOperation();
      else {
        this.at += 1;
        if (byte === NEWLINE) this.line += 1;
      }
    }
  }

  private readOperation(): void {
    const { bytes, transactions } = this;
    const start = this.at;
    if (bytes[start] !== READ && bytes[start] !== WRITE)
      throw new ByteFault(start, 'an operation is r(key,value,session,transaction) or w(…)');
    this.at += 1;
    this.pass(OPEN, '"("');
    this.passInteger();
    this.pass(COMMA, '"," and 4 numbers in all');
    const value = this.at;
    this.passInteger();
    this.pass(COMMA, '"," and 4 numbers in all');
    const sessionPlace = this.at;
    this.passInteger();
    const session = this.number;
    if (session < 0 || session > MAX_SESSION)
      throw new ByteFault(sessionPlace, `a session must be between 0 and ${MAX_SESSION}`);
    this.pass(COMMA, '"," and 4 numbers in all');
    const namePlace = this.at;
    this.passInteger();
    const name = this.number;
    if (!Number.isSafeInteger(name))
      throw new ByteFault(namePlace, `the number of a transaction must be at most ${Number.MAX_SAFE_INTEGER}`);
    this.pass(CLOSE, '")" after 4 numbers');
    const transaction =
      name === ABORTED ? transactions.begin(session, this.line, true) : this.transactionOf(session, name, start);
    transactions.add(transaction, start, value);
    this.passLineEnd();
  }

  private transactionOf(number: number, name: number, place: number): number {
    const session = this.sessions.get(number);
    if (session?.name === name) return session.transaction;
    if (session?.names.has(name))
      throw new ByteFault(place, `transaction ${name} of session ${number} had ended: another one came between`);
    const transaction = this.transactions.begin(number, this.line, false);
    if (session === undefined) this.sessions.set(number, { name, transaction, names: new Set([name]) });
    else {
      session.names.add(name);
      session.name = name;
      session.transaction = transaction;
    }
    return transaction;
  }

  private pass(byte: number, what: string): void {
    if (this.bytes[this.at] !== byte) throw new ByteFault(this.at, `expected ${what}`);
    this.at += 1;
  }

  private passInteger(): void {
    const { bytes, at: start } = this;
    const isNegative = bytes[start] === MINUS;
    const first = isNegative ? start + 1 : start;
    let number = 0;
    let at = first;
    for (; at < bytes.length; at += 1) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
    }
    if (at === first) throw new ByteFault(start, 'expected an integer');
    // The digits become JSON as they stand, where 007 is no number.
    if (bytes[first] === ZERO && at > start + 1) throw new ByteFault(start, 'an integer must not begin with 0');
    this.number = isNegative ? -number : number;
    this.at = at;
  }

  private passLineEnd(): void {
    const { bytes } = this;
    while (this.at < bytes.length && bytes[this.at]! <= SPACE && bytes[this.at] !== NEWLINE) this.at += 1;
    if (this.at < bytes.length && bytes[this.at] !== NEWLINE)
      throw new ByteFault(this.at, 'expected the end of the line after an operation');
  }
}
