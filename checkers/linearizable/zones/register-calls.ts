/** The calls of a register as numbers, read straight from their bytes. */
import { ElementScanner } from '../../../harness/history/element-scanner.js';
import type { ValueTable } from '../../../harness/history/value-table.js';
import type { CallSource } from '../calls.js';
import type { ObjectOperations } from '../objects.js';
import { OPEN } from '../operations.js';

/** No value: in `shows` of a write, in `brings` of a read. */
export const NO_VALUE = -1;

/** Reads show a value, writes bring one, compare-and-sets show one and bring another. By invocation. */
export interface RegisterCalls {
  readonly length: number;
  /** Event indices; `returned` may be OPEN. */
  readonly invoked: Int32Array;
  readonly returned: Int32Array;
  /** Value ids from 0 up to `values`, or NO_VALUE. */
  readonly shows: Int32Array;
  readonly brings: Int32Array;
  readonly values: number;
  /** Id of what was there at the beginning. */
  readonly initial: number;
}

const READS = new Set(['read', 'get']);
const WRITES = new Set(['write', 'put']);

/**
 * Null where a call is of another kind (a delete, an append, something malformed). Reads of unknown outcome are left
 * out. About 100 ns an operation.
 */
export function registerCalls(source: CallSource, object: ObjectOperations, values: ValueTable): RegisterCalls | null {
  const kinds = source.functionNames.map((name) =>
    READS.has(name) ? 'read' : WRITES.has(name) ? 'write' : name === 'cas' ? 'cas' : null,
  );
  const { columns, from, to } = object;
  const scanner = new ElementScanner(source.valueBytes);
  const nil = values.idOf(null);
  const idAt = (start: number, end: number): number => (start === end ? nil : values.id(start, end));
  const shows = new Int32Array(to - from);
  const brings = new Int32Array(to - from);
  const invoked = new Int32Array(to - from);
  const returned = new Int32Array(to - from);
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const kind = kinds[source.functions[columns.invoked[at]!]!];
    const open = columns.returned[at] === OPEN;
    const start = columns.inputStarts[at]!;
    const end = columns.inputEnds[at]!;
    if (kind === 'read') {
      if (open) continue;
      shows[count] = idAt(columns.outputStarts[at]!, columns.outputEnds[at]!);
      brings[count] = NO_VALUE;
    } else if (kind === 'write') {
      shows[count] = NO_VALUE;
      brings[count] = idAt(start, end);
    } else if (kind === 'cas') {
      const split = scanner.split(start, end) || scanner.splitBare(start, end);
      if (!split || !scanner.isPair) return null;
      shows[count] = values.id(scanner.firstStart, scanner.firstEnd);
      brings[count] = values.id(scanner.restStart, scanner.restEnd);
    } else return null;
    invoked[count] = columns.invoked[at]!;
    returned[count] = columns.returned[at]!;
    count += 1;
  }
  return { length: count, invoked, returned, shows, brings, values: values.size, initial: nil };
}
