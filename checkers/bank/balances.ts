/** Reads maps of accounts and balances from raw bytes; no object is made per read. The bytes must be valid JSON. */
import { JsonScanner } from '../../harness/history/json-scanner.js';
import { ValueTable } from '../../harness/history/value-table.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const ZERO = 0x30;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const LETTER_N = 0x6e;
/** More digits than this may not be exact. */
const SAFE_DIGITS = 15;

/** A cursor over one map after the other. Accounts are numbered as they come, the same in all maps. */
export class BalancesScanner {
  readonly accounts: ValueTable;
  /** Of the last map: the first `length` entries count. */
  length = 0;
  ids = new Int32Array(64);
  balances = new Float64Array(64);
  private readonly scanner: JsonScanner;

  constructor(private readonly bytes: Uint8Array) {
    this.accounts = new ValueTable(bytes);
    this.scanner = new JsonScanner(bytes);
  }

  /** Takes in {account: balance, …}; false for what is none. Null is a map of no accounts. */
  read(start: number, end: number): boolean {
    const { scanner } = this;
    scanner.at = start;
    scanner.end = end;
    this.length = 0;
    if (scanner.peek() === LETTER_N) return true;
    if (!scanner.accept(OPEN_OBJECT)) return false;
    if (scanner.accept(CLOSE_OBJECT)) return true;
    do {
      scanner.peek();
      const from = scanner.at;
      scanner.string();
      const id = this.accounts.id(from, scanner.at);
      scanner.expect(COLON, '":"');
      const balance = this.number();
      if (Number.isNaN(balance)) return false;
      this.push(id, balance);
    } while (scanner.accept(COMMA));
    return true;
  }

  /** The name of an account, without quotes. */
  nameOf(account: number): string {
    return String(JSON.parse(this.accounts.text(account)));
  }

  private push(id: number, balance: number): void {
    if (this.length === this.ids.length) {
      const [ids, balances] = [new Int32Array(this.length * 2), new Float64Array(this.length * 2)];
      ids.set(this.ids);
      balances.set(this.balances);
      this.ids = ids;
      this.balances = balances;
    }
    this.ids[this.length] = id;
    this.balances[this.length] = balance;
    this.length += 1;
  }

  /** The number that stands next; NaN for anything else. */
  private number(): number {
    const { scanner, bytes } = this;
    if (scanner.peek() === QUOTE) return Number.NaN;
    const start = scanner.at;
    scanner.value();
    const end = scanner.at;
    const isNegative = bytes[start] === MINUS;
    const from = isNegative ? start + 1 : start;
    let whole = end - from > SAFE_DIGITS ? Number.NaN : 0;
    for (let at = from; at < end; at += 1) {
      const digit = bytes[at]! - ZERO;
      whole = digit < 0 || digit > 9 ? Number.NaN : whole * 10 + digit;
    }
    if (!Number.isNaN(whole)) return isNegative ? -whole : whole;
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(start, end)));
    return typeof value === 'number' ? value : Number.NaN;
  }
}
