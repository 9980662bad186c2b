/** The vocabulary of locks, read straight from a history's bytes into columns: acquire, release, store, load. */
import { type History, NEMESIS_PROCESS, TYPE_INVOKE, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { ElementScanner } from '../../harness/history/element-scanner.js';
import { ValueTable } from '../../harness/history/value-table.js';

/** Codes in the `kinds` column. */
export const ACQUIRE = 0;
export const RELEASE = 1;
export const STORE = 2;
export const LOAD = 3;

const KINDS: Readonly<Record<string, number>> = { acquire: ACQUIRE, release: RELEASE, store: STORE, load: LOAD };
const OTHER = -1;
/** In a column of ids: it was not said. */
export const NONE = -1;

/** Operations on locks in order of invocation; whatever else a history holds is left out. */
export interface LockOperations {
  readonly length: number;
  /** Index of the event that invoked it. */
  readonly invoked: Int32Array;
  /** Index of the event that ended it; -1 when nothing did. */
  readonly ended: Int32Array;
  /** TYPE_* of that event; TYPE_INVOKE when there is none. */
  readonly outcomes: Uint8Array;
  readonly kinds: Uint8Array;
  /** Which lock: an id of `nameTable`. */
  readonly names: Int32Array;
  /** An id of `tokenTable`: what an acquire was answered, and a release or a store was asked with; or NONE. */
  readonly tokens: Int32Array;
  /** An id of `valueTable`: what a store was asked with, and a load was answered; or NONE. */
  readonly values: Int32Array;
  /** By event: the position of the operation that it invoked, or -1. */
  readonly at: Int32Array;
  /** The name of a lock as JSON; null is the one that has no name. */
  readonly sayName: (name: number) => string;
  readonly nameCount: number;
  readonly tokenTable: ValueTable;
  readonly valueTable: ValueTable;
}

/**
 * O(n), about 30 bytes an operation. A value is [name, …] or, where there is one lock, null or the name alone; in a keyed
 * history it is the second of a pair, and locks of different keys are different. Throws UsageError 'bad-operation' for
 * other values of a keyed history.
 */
export function lockOperations(history: History, keyed: boolean): LockOperations {
  const kindOf = history.functionNames.map((name) => KINDS[name] ?? OTHER);
  const isOne = (index: number): boolean =>
    history.types[index] === TYPE_INVOKE &&
    history.processes[index] !== NEMESIS_PROCESS &&
    kindOf[history.functions[index]!] !== OTHER;
  let length = 0;
  for (let index = 0; index < history.length; index += 1) if (isOne(index)) length += 1;
  const columns = {
    invoked: new Int32Array(length),
    ended: new Int32Array(length),
    outcomes: new Uint8Array(length),
    kinds: new Uint8Array(length),
    names: new Int32Array(length),
    tokens: new Int32Array(length).fill(NONE),
    values: new Int32Array(length).fill(NONE),
    at: new Int32Array(history.length).fill(-1),
  };
  const reader = new LockValues(history, keyed);
  let position = 0;
  for (let index = 0; index < history.length; index += 1) {
    if (!isOne(index)) continue;
    const kind = kindOf[history.functions[index]!]!;
    const partner = history.partners[index]!;
    columns.invoked[position] = index;
    columns.ended[position] = partner;
    columns.outcomes[position] = partner < 0 ? TYPE_INVOKE : history.types[partner]!;
    columns.kinds[position] = kind;
    reader.read(index);
    columns.names[position] = reader.name;
    if (kind === RELEASE || kind === STORE) {
      columns.tokens[position] = reader.token(reader.second());
      if (kind === STORE) columns.values[position] = reader.value(reader.third());
    } else if (partner >= 0 && columns.outcomes[position] === TYPE_OK) {
      reader.read(partner);
      if (kind === ACQUIRE) columns.tokens[position] = reader.token(reader.second());
      else columns.values[position] = reader.value(reader.second());
    }
    columns.at[index] = position;
    position += 1;
  }
  return {
    ...columns,
    length,
    sayName: (name) => reader.names.text(name),
    nameCount: reader.names.size,
    tokenTable: reader.tokens,
    valueTable: reader.values,
  };
}

/** Where an element stands; an empty one is not there. */
interface Slice {
  readonly start: number;
  readonly end: number;
}

const NOWHERE: Slice = { start: 0, end: 0 };

/** One value after the other. */
class LockValues {
  name = NONE;
  readonly names: ValueTable;
  readonly tokens: ValueTable;
  readonly values: ValueTable;
  private readonly scanner: ElementScanner;
  private restStart = 0;
  private restEnd = 0;

  constructor(
    private readonly history: History,
    private readonly keyed: boolean,
  ) {
    this.names = new ValueTable(history.valueBytes);
    this.tokens = new ValueTable(history.valueBytes);
    this.values = new ValueTable(history.valueBytes);
    this.scanner = new ElementScanner(history.valueBytes);
  }

  read(event: number): void {
    const { scanner, history } = this;
    let start = history.valueStarts[event]!;
    let end = history.valueEnds[event]!;
    let key: Slice | null = null;
    if (this.keyed) {
      if (!scanner.split(start, end) || !scanner.isPair) {
        throw badOperation(history, event, 'the history is keyed, so a value is [key, value]');
      }
      key = { start: scanner.firstStart, end: scanner.firstEnd };
      start = scanner.restStart;
      end = scanner.restEnd;
    }
    this.restStart = 0;
    this.restEnd = 0;
    let name: Slice = { start, end };
    if (scanner.split(start, end)) {
      name = { start: scanner.firstStart, end: scanner.firstEnd };
      this.restStart = scanner.restStart;
      this.restEnd = scanner.restEnd;
    }
    if (key === null) this.name = this.idOf(this.names, name);
    else this.name = this.names.idOf([this.parsed(key), this.parsed(name)]);
  }

  /** What follows the name. */
  second(): Slice {
    const { scanner } = this;
    if (!scanner.splitBare(this.restStart, this.restEnd)) return NOWHERE;
    this.restStart = scanner.restStart;
    this.restEnd = scanner.restEnd;
    return { start: scanner.firstStart, end: scanner.firstEnd };
  }

  /** What follows that; asked for after `second`. */
  third(): Slice {
    return this.second();
  }

  token(slice: Slice): number {
    return this.isThere(slice) ? this.tokens.id(slice.start, slice.end) : NONE;
  }

  value(slice: Slice): number {
    return this.isThere(slice) ? this.values.id(slice.start, slice.end) : NONE;
  }

  private idOf(table: ValueTable, { start, end }: Slice): number {
    return start === end ? table.idOf(null) : table.id(start, end);
  }

  /** An element that is null says nothing. */
  private isThere({ start, end }: Slice): boolean {
    return end > start && this.history.valueBytes[start] !== 0x6e;
  }

  private parsed({ start, end }: Slice): unknown {
    return start === end ? null : JSON.parse(new TextDecoder().decode(this.history.valueBytes.subarray(start, end)));
  }
}
