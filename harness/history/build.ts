/** Builds a history from operations as objects: for tests, importers and examples, not for millions. */
import { type History, NEMESIS_PROCESS } from '../contracts/history.js';
import type { Operation } from '../contracts/operation.js';
import { ColumnHistory, Columns, typeCode } from './columns.js';
import { HistoryError } from './errors.js';
import { pairEvents } from './pair.js';
import { ValueHeap } from './value-heap.js';

/** An operation whose index is its place, and whose time may be. */
export type OperationDraftRow = Omit<Operation, 'index' | 'time'> & { readonly index?: number; readonly time?: number };

/** Throws HistoryError for operations that fit to nothing. */
export function historyFromOperations(operations: readonly OperationDraftRow[]): History {
  const columns = new Columns();
  columns.hasTimes = operations.some(({ time }) => time !== undefined);
  const heap = new ValueHeap();
  for (const [index, operation] of operations.entries()) {
    const valueStart = heap.append(JSON.stringify(operation.value) ?? 'null');
    columns.push({
      type: typeCode(operation.type) ?? 0,
      process: operation.process === 'nemesis' ? NEMESIS_PROCESS : operation.process,
      f: operation.f,
      time: operation.time ?? index,
      intendedTime: operation.intendedTime ?? Number.NaN,
      valueStart,
      valueEnd: heap.length,
      error: operation.error,
      node: operation.node,
    });
  }
  const fault = pairEvents(columns);
  if (fault !== null) throw new HistoryError(`operation ${fault.index}`, fault.what);
  return new ColumnHistory(columns, heap.bytes());
}
