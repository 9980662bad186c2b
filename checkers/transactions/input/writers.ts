/** Who wrote what: every value is written to a key once, so whoever reads it has read from its writer. */
import { UsageError } from '../../../harness/contracts/errors.js';
import type { History } from '../../../harness/contracts/history.js';
import { NONE } from '../dependencies.js';
import { ABORTED, type Transactions, WRITES } from './transactions.js';
import { WriteTable } from './write-table.js';

export class Writers {
  /** Transaction of every micro-operation. */
  readonly owners: Int32Array;
  /** By micro-operation: it is a write, and the last of its transaction on its key. */
  readonly isFinal: Uint8Array;
  /** How many micro-operations write. */
  readonly count: number;
  private readonly table: WriteTable;

  /** Throws UsageError 'bad-operation' where a value is written twice to a key. */
  constructor(
    private readonly history: History,
    private readonly all: Transactions,
  ) {
    const { kinds, from, length, keys, values } = all;
    this.owners = new Int32Array(kinds.length);
    this.isFinal = new Uint8Array(kinds.length);
    let writes = 0;
    for (let transaction = 0; transaction < length; transaction += 1) {
      for (let micro = from[transaction]!; micro < from[transaction + 1]!; micro += 1) {
        this.owners[micro] = transaction;
        if (kinds[micro] === WRITES) writes += 1;
      }
    }
    this.count = writes;
    this.table = new WriteTable(writes, keys, values);
    this.findWrites();
  }

  /** The micro-operation that wrote a value to a key; -1 for none. */
  find(key: number, value: number): number {
    return this.table.find(key, value);
  }

  isAborted(micro: number): boolean {
    return this.all.outcomes[this.owners[micro]!] === ABORTED;
  }

  private findWrites(): void {
    const { kinds, keys, from, length, values } = this.all;
    for (let micro = 0; micro < kinds.length; micro += 1) {
      if (kinds[micro] !== WRITES) continue;
      const other = this.table.add(micro);
      if (other === NONE) continue;
      const event = this.all.invoked[this.owners[micro]!]!;
      const twin = this.history.describeOrigin(this.all.invoked[this.owners[other]!]!);
      const what = `${this.all.sayValue(values[micro]!)} is written to key ${this.all.sayKey(keys[micro]!)}, as it is in ${twin}: every value must be written to a key once`;
      throw new UsageError(`${this.history.describeOrigin(event)}: ${what}`, { code: 'bad-operation', value: event });
    }
    for (let transaction = 0; transaction < length; transaction += 1) {
      for (let micro = from[transaction + 1]! - 1; micro >= from[transaction]!; micro -= 1) {
        if (kinds[micro] !== WRITES) continue;
        let later = micro + 1;
        while (later < from[transaction + 1]! && (kinds[later] !== WRITES || keys[later] !== keys[micro])) later += 1;
        if (later === from[transaction + 1]!) this.isFinal[micro] = 1;
      }
    }
  }
}
