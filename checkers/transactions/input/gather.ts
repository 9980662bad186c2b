/** From a history to transactions: one pass over the raw bytes, in the order of the invocations. */
import { UsageError } from '../../../harness/contracts/errors.js';
import { type History, NEMESIS_PROCESS, TYPE_FAIL, TYPE_INVOKE, TYPE_OK } from '../../../harness/contracts/history.js';
import { Atoms, NIL } from './atoms.js';
import { GrowingInts } from './growing.js';
import { Keys } from './keys.js';
import { Lists } from './lists.js';
import { APPEND, BadTransaction, MicroScanner, READ } from './micro-scanner.js';
import {
  ABORTED,
  COMMITTED,
  type OddRead,
  OPEN,
  READS,
  READS_ODD,
  READS_OWN,
  type Slip,
  type Transactions,
  UNKNOWN,
  WRITES,
} from './transactions.js';

const FUNCTION = 'txn';
const NOWHERE = -1;

/** Throws UsageError 'bad-operation', with file and line, for what is no transaction. */
export function gather(history: History): Transactions {
  return new Gathering(history).run();
}

class Gathering {
  private readonly atoms = new Atoms();
  private readonly scanner: MicroScanner;
  private readonly keyTable = new Keys();
  private readonly lists = new Lists();
  private readonly kinds = new GrowingInts();
  private readonly keys = new GrowingInts();
  private readonly values = new GrowingInts();
  private readonly versions: number[] = [];
  private hasVersions = false;
  private readonly slips: Slip[] = [];
  private readonly odd: OddRead[] = [];
  /** The transaction at hand: its number and its first micro-operation. */
  private transaction = 0;
  private first = 0;

  constructor(private readonly history: History) {
    this.scanner = new MicroScanner(history.valueBytes, this.atoms);
  }

  run(): Transactions {
    const { length, types, processes, partners } = this.history;
    const invoked = new GrowingInts();
    const completed = new GrowingInts();
    const outcomes = new GrowingInts();
    const sessions = new GrowingInts();
    const from = new GrowingInts();
    for (let event = 0; event < length; event += 1) {
      if (types[event] !== TYPE_INVOKE || processes[event] === NEMESIS_PROCESS) continue;
      const answer = partners[event]!;
      const outcome =
        answer < 0 ? UNKNOWN : types[answer] === TYPE_OK ? COMMITTED : types[answer] === TYPE_FAIL ? ABORTED : UNKNOWN;
      this.transaction = invoked.length;
      this.first = this.kinds.length;
      invoked.push(event);
      completed.push(outcome === COMMITTED ? answer : OPEN);
      outcomes.push(outcome);
      sessions.push(processes[event]!);
      from.push(this.first);
      this.take(event, outcome === COMMITTED ? answer : event, outcome === COMMITTED);
    }
    from.push(this.kinds.length);
    return {
      length: invoked.length,
      invoked: invoked.done(),
      completed: completed.done(),
      outcomes: new Uint8Array(outcomes.done()),
      sessions: sessions.done(),
      from: from.done(),
      kinds: new Uint8Array(this.kinds.done()),
      keys: this.keys.done(),
      values: this.values.done(),
      versions: this.hasVersions ? Float64Array.from(this.versions) : null,
      keyCount: this.keyTable.length,
      isList: this.keyTable.areLists(),
      lists: this.lists,
      slips: this.slips,
      odd: this.odd,
      hasTimes: this.history.hasTimes,
      sayKey: (key) => this.atoms.text(this.keyTable.atomOf(key)),
      sayValue: (atom) => this.atoms.text(atom),
    };
  }

  /** Takes in the micro-operations of one transaction from the value of an event. */
  private take(invocation: number, event: number, isKnown: boolean): void {
    const { history, scanner } = this;
    const name = history.functionNames[history.functions[invocation]!];
    if (name !== FUNCTION)
      throw this.fault(invocation, `transactions know the function "${FUNCTION}" alone, not "${name}"`);
    try {
      scanner.begin(history.valueStarts[event]!, history.valueEnds[event]!);
      while (scanner.next()) this.micro(isKnown);
    } catch (error) {
      if (error instanceof BadTransaction) throw this.fault(event, error.message);
      throw error;
    }
  }

  private micro(isKnown: boolean): void {
    const { scanner, keyTable } = this;
    const { kind } = scanner;
    const key = keyTable.id(scanner.key);
    if (kind !== READ) {
      if (!keyTable.holds(key, kind === APPEND)) throw this.mixed(key);
      this.push(WRITES, key, scanner.value);
    } else if (!isKnown) this.push(READS_OWN, key, NIL);
    else if (scanner.isList || (scanner.value === NIL && keyTable.isList(key))) this.readList(key);
    else this.readValue(key);
  }

  private push(kind: number, key: number, value: number): void {
    this.kinds.push(kind);
    this.keys.push(key);
    this.values.push(value);
    const { version } = this.scanner;
    if (!Number.isNaN(version) && !this.hasVersions) {
      this.hasVersions = true;
      while (this.versions.length < this.kinds.length - 1) this.versions.push(Number.NaN);
    }
    if (this.hasVersions) this.versions.push(version);
  }

  private readValue(key: number): void {
    const { value } = this.scanner;
    if (value !== NIL && !this.keyTable.holds(key, false)) throw this.mixed(key);
    const micro = this.kinds.length;
    const own = this.latest(key, micro, WRITES);
    if (own !== NOWHERE) {
      if (this.values.array[own] === value) {
        this.push(READS_OWN, key, value);
        return;
      }
      this.slip('internal', micro, own, true);
    } else {
      const earlier = this.latest(key, micro, READS);
      if (earlier !== NOWHERE && this.values.array[earlier] !== value)
        this.slip('non-repeatable-read', micro, earlier, false);
    }
    this.push(READS, key, value);
  }

  private readList(key: number): void {
    const { scanner } = this;
    const length = scanner.isList ? scanner.listLength : 0;
    if (scanner.isList && !this.keyTable.holds(key, true)) throw this.mixed(key);
    const micro = this.kinds.length;
    const ownCount = this.ownAtEnd(key, micro, length);
    const base = ownCount < 0 ? length : length - ownCount;
    if (!this.lists.add(key, scanner.list, base)) {
      this.odd.push({ micro, transaction: this.transaction, list: scanner.list.slice(0, base) });
      this.push(READS_ODD, key, base);
      return;
    }
    if (ownCount >= 0) {
      const earlier = this.latest(key, micro, READS);
      if (earlier !== NOWHERE && Math.max(0, this.values.array[earlier]!) !== base) {
        this.slip(ownCount > 0 ? 'internal' : 'non-repeatable-read', micro, earlier, false);
      }
    }
    this.push(READS, key, base);
  }

  /** How many elements at the end are those that the transaction appended itself; -1 when they are not what they should be. */
  private ownAtEnd(key: number, micro: number, length: number): number {
    const { list } = this.scanner;
    let at = length;
    for (let own = this.latest(key, micro, WRITES); own !== NOWHERE; own = this.latest(key, own, WRITES)) {
      at -= 1;
      if (at < 0 || list[at] !== this.values.array[own]) {
        const isMissing = this.isMissingOwn(key, micro, length);
        this.slip('internal', micro, own, isMissing);
        return -1;
      }
    }
    return this.isDoubled(key, micro, at) ? -1 : length - at;
  }

  /** Does one of its own elements stand among the others too? Then the whole list is looked at: an element is there once. */
  private isDoubled(key: number, micro: number, length: number): boolean {
    const others = this.scanner.list.subarray(0, length);
    for (let own = this.latest(key, micro, WRITES); own !== NOWHERE; own = this.latest(key, own, WRITES)) {
      if (others.includes(this.values.array[own]!)) return true;
    }
    return false;
  }

  private isMissingOwn(key: number, micro: number, length: number): boolean {
    const seen = this.scanner.list.subarray(0, length);
    for (let own = this.latest(key, micro, WRITES); own !== NOWHERE; own = this.latest(key, own, WRITES)) {
      if (!seen.includes(this.values.array[own]!)) return true;
    }
    return false;
  }

  /** The last micro-operation of this transaction before another that is of this kind, on this key. */
  private latest(key: number, before: number, kind: number): number {
    const kinds = this.kinds.array;
    const keys = this.keys.array;
    for (let at = before - 1; at >= this.first; at -= 1) if (keys[at] === key && kinds[at] === kind) return at;
    return NOWHERE;
  }

  private slip(type: Slip['type'], micro: number, against: number, ownMissing: boolean): void {
    this.slips.push({ type, transaction: this.transaction, micro, against, ownMissing });
  }

  private mixed(key: number): BadTransaction {
    const name = this.atoms.text(this.keyTable.atomOf(key));
    return new BadTransaction(`key ${name} holds a list elsewhere and a single value here, or the other way round`);
  }

  private fault(event: number, what: string): UsageError {
    const { valueBytes, valueStarts, valueEnds } = this.history;
    const value = new TextDecoder().decode(valueBytes.subarray(valueStarts[event]!, valueEnds[event]!));
    const quoted = value.length > 80 ? `${value.slice(0, 80)}…` : value;
    return new UsageError(`${this.history.describeOrigin(event)}: ${what}: ${quoted}`, {
      code: 'bad-operation',
      value: event,
    });
  }
}
