/** From a history to the operations of each object, as slices of the history's own bytes: nothing is parsed here. */
import { type History, NEMESIS_PROCESS, TYPE_FAIL, TYPE_INVOKE, TYPE_OK } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { ElementScanner } from '../../harness/history/element-scanner.js';
import { ValueTable } from '../../harness/history/value-table.js';
import { OPEN } from './operations.js';

/** What was asked and answered, as places in the history's `valueBytes`; of several objects one after the other. */
export interface ObjectColumns {
  readonly invoked: Int32Array;
  readonly returned: Int32Array;
  readonly inputStarts: Uint32Array;
  readonly inputEnds: Uint32Array;
  /** Meaningless where the operation is open. */
  readonly outputStarts: Uint32Array;
  readonly outputEnds: Uint32Array;
}

/** One object: the operations from `from` up to `to`, in order of invocation. */
export interface ObjectOperations {
  /** The key as JSON; null where the history is about one thing. */
  readonly key: string | null;
  readonly columns: ObjectColumns;
  readonly from: number;
  readonly to: number;
}

/** How values tell which object they are about. */
export interface Addressing {
  /** Values are [key, value]. */
  readonly keyed: boolean;
  /** Values (after the key) are [name, …]. */
  readonly named: boolean;
}

/**
 * The operations that may have happened, by object. A failed one surely had no effect, and nothing is concluded from
 * it. O(n), 24 bytes an operation. Throws UsageError 'bad-operation' with the place of a value that names no object.
 */
export function splitObjects(history: History, addressing: Addressing): readonly ObjectOperations[] {
  const columns = select(history);
  const count = columns.invoked.length;
  if (!addressing.keyed && !addressing.named) return [{ key: null, columns, from: 0, to: count }];
  const keys = new ValueTable(history.valueBytes);
  const owners = cutKeys(history, columns, addressing, keys);
  return grouped(columns, owners, keys);
}

function select(history: History): ObjectColumns {
  const { length, types, processes, partners } = history;
  const mayHaveHappened = (index: number): boolean =>
    types[index] === TYPE_INVOKE &&
    processes[index] !== NEMESIS_PROCESS &&
    (partners[index]! < 0 || types[partners[index]!] !== TYPE_FAIL);
  let count = 0;
  for (let index = 0; index < length; index += 1) if (mayHaveHappened(index)) count += 1;
  const columns = emptyColumns(count);
  let at = 0;
  for (let index = 0; index < length; index += 1) {
    if (!mayHaveHappened(index)) continue;
    const partner = partners[index]!;
    const ok = partner >= 0 && types[partner] === TYPE_OK;
    columns.invoked[at] = index;
    columns.returned[at] = ok ? partner : OPEN;
    columns.inputStarts[at] = history.valueStarts[index]!;
    columns.inputEnds[at] = history.valueEnds[index]!;
    columns.outputStarts[at] = ok ? history.valueStarts[partner]! : 0;
    columns.outputEnds[at] = ok ? history.valueEnds[partner]! : 0;
    at += 1;
  }
  return columns;
}

/** Cuts the keys off the slices; answers the id of each operation's object. */
function cutKeys(history: History, columns: ObjectColumns, addressing: Addressing, keys: ValueTable): Int32Array {
  const scanner = new ElementScanner(history.valueBytes);
  const owners = new Int32Array(columns.invoked.length);
  const names = addressing.keyed && addressing.named ? new Map<string, number>() : null;
  for (let at = 0; at < owners.length; at += 1) {
    const place = columns.invoked[at]!;
    const ok = columns.returned[at] !== OPEN;
    let owner = -1;
    if (addressing.keyed) {
      if (!scanner.split(columns.inputStarts[at]!, columns.inputEnds[at]!) || !scanner.isPair) {
        throw badOperation(history, place, 'the history is keyed, so a value is [key, value]');
      }
      owner = keys.id(scanner.firstStart, scanner.firstEnd);
      cutInput(columns, at, scanner);
      if (ok) {
        if (!scanner.split(columns.outputStarts[at]!, columns.outputEnds[at]!) || !scanner.isPair) {
          throw badOperation(history, columns.returned[at]!, 'the history is keyed, so a value is [key, value]');
        }
        cutOutput(columns, at, scanner);
      }
    }
    if (addressing.named) {
      if (!scanner.split(columns.inputStarts[at]!, columns.inputEnds[at]!)) {
        throw badOperation(history, place, 'a value is [name, …]');
      }
      const name = keys.id(scanner.firstStart, scanner.firstEnd);
      owner = names === null ? name : combined(names, keys, owner, name);
      cutInput(columns, at, scanner);
      if (ok) {
        // An answer that is no list, such as null, is an answer without a name.
        if (scanner.split(columns.outputStarts[at]!, columns.outputEnds[at]!)) cutOutput(columns, at, scanner);
        else columns.outputEnds[at] = columns.outputStarts[at]!;
      }
    }
    owners[at] = owner;
  }
  return owners;
}

function combined(names: Map<string, number>, keys: ValueTable, key: number, name: number): number {
  const both = `[${keys.text(key)},${keys.text(name)}]`;
  let id = names.get(both);
  if (id === undefined) {
    id = keys.idOf(JSON.parse(both));
    names.set(both, id);
  }
  return id;
}

function cutInput(columns: ObjectColumns, at: number, scanner: ElementScanner): void {
  columns.inputStarts[at] = scanner.restStart;
  columns.inputEnds[at] = scanner.restEnd;
}

function cutOutput(columns: ObjectColumns, at: number, scanner: ElementScanner): void {
  columns.outputStarts[at] = scanner.restStart;
  columns.outputEnds[at] = scanner.restEnd;
}

/** Sorts the columns by object, each object's operations in their order; objects in order of appearance. */
function grouped(columns: ObjectColumns, owners: Int32Array, keys: ValueTable): readonly ObjectOperations[] {
  const counts = new Int32Array(keys.size);
  const order: number[] = [];
  for (const owner of owners) {
    if (counts[owner] === 0) order.push(owner);
    counts[owner] = counts[owner]! + 1;
  }
  const starts = new Int32Array(keys.size);
  let start = 0;
  for (const owner of order) {
    starts[owner] = start;
    start += counts[owner]!;
  }
  const sources = new Int32Array(owners.length);
  const next = starts.slice();
  for (const [at, owner] of owners.entries()) {
    sources[next[owner]!] = at;
    next[owner] = next[owner]! + 1;
  }
  const sorted = rearranged(columns, sources);
  return order.map((owner) => {
    const from = starts[owner]!;
    return { key: keys.text(owner), columns: sorted, from, to: from + counts[owner]! };
  });
}

function emptyColumns(count: number): ObjectColumns {
  return {
    invoked: new Int32Array(count),
    returned: new Int32Array(count),
    inputStarts: new Uint32Array(count),
    inputEnds: new Uint32Array(count),
    outputStarts: new Uint32Array(count),
    outputEnds: new Uint32Array(count),
  };
}

/** All columns through the same hands. */
export function mapColumns(
  columns: ObjectColumns,
  change: <T extends Int32Array | Uint32Array>(column: T) => T,
): ObjectColumns {
  return {
    invoked: change(columns.invoked),
    returned: change(columns.returned),
    inputStarts: change(columns.inputStarts),
    inputEnds: change(columns.inputEnds),
    outputStarts: change(columns.outputStarts),
    outputEnds: change(columns.outputEnds),
  };
}

/** The operations at these places, in this order. */
export function rearranged(columns: ObjectColumns, sources: Int32Array): ObjectColumns {
  const to = emptyColumns(sources.length);
  for (const name of Object.keys(to) as (keyof ObjectColumns)[]) {
    const column = columns[name];
    const target = to[name];
    for (let at = 0; at < sources.length; at += 1) target[at] = column[sources[at]!]!;
  }
  return to;
}

/** Some of an object's operations, by the event that invoked them. */
export function picked(object: ObjectOperations, events: ReadonlySet<number>): ObjectOperations {
  const { columns, from, to } = object;
  const places: number[] = [];
  for (let at = from; at < to; at += 1) if (events.has(columns.invoked[at]!)) places.push(at);
  return { ...object, columns: rearranged(columns, Int32Array.from(places)), from: 0, to: places.length };
}
