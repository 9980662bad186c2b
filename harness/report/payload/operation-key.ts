/**
 * The key that an operation is about, by the shape of its value: [key, …] where the test is keyed or the first element is
 * a string, and the one key of a transaction [[function, key, …], …] that touches no other.
 */
import type { History } from '../../contracts/history.js';
import { ElementScanner } from '../../history/element-scanner.js';
import { ValueTable } from '../../history/value-table.js';
import { NONE } from './payload.js';

const QUOTE = 0x22;
const OPEN_ARRAY = 0x5b;

/** Numbers the keys in order of first appearance. Nothing is parsed into objects. */
export class OperationKeys {
  private readonly table: ValueTable;
  /** By the number in the table, which knows the keys of transactions with several too. */
  private readonly numbers = new Map<number, number>();
  private readonly outer: ElementScanner;
  private readonly inner: ElementScanner;

  constructor(
    private readonly history: History,
    private readonly keyed: boolean,
  ) {
    this.table = new ValueTable(history.valueBytes);
    this.outer = new ElementScanner(history.valueBytes);
    this.inner = new ElementScanner(history.valueBytes);
  }

  /** Of the value of an event: a place in `names`, or NONE. */
  of(event: number): number {
    const id = this.idOf(event);
    if (id === NONE) return NONE;
    const number = this.numbers.get(id) ?? this.numbers.size;
    this.numbers.set(id, number);
    return number;
  }

  names(): readonly string[] {
    return [...this.numbers.keys()].map((id) => this.table.text(id));
  }

  private idOf(event: number): number {
    const { outer, history } = this;
    const { valueBytes } = history;
    if (!outer.split(history.valueStarts[event]!, history.valueEnds[event]!)) return NONE;
    const first = valueBytes[outer.firstStart];
    if (this.keyed || first === QUOTE) return this.table.id(outer.firstStart, outer.firstEnd);
    return first === OPEN_ARRAY ? this.ofTransaction() : NONE;
  }

  /** Of the list that `outer` has just split. */
  private ofTransaction(): number {
    const { outer, inner } = this;
    const { valueBytes } = this.history;
    let key = NONE;
    do {
      if (!inner.split(outer.firstStart, outer.firstEnd) || valueBytes[inner.firstStart] !== QUOTE) return NONE;
      if (!inner.splitBare(inner.restStart, inner.restEnd)) return NONE;
      // A key is a plain value; anything longer is no key of ours.
      if (valueBytes[inner.firstStart] === OPEN_ARRAY) return NONE;
      const id = this.table.id(inner.firstStart, inner.firstEnd);
      if (key !== NONE && key !== id) return NONE;
      key = id;
    } while (outer.splitBare(outer.restStart, outer.restEnd));
    return key;
  }
}
