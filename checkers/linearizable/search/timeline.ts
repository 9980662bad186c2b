/** The events of an object's operations in order, with the slots that operations in flight occupy. */
import type { AnyModel, Call } from '../model.js';
import { OPEN, type Operations } from '../operations.js';

/** No later operation. */
export const NEVER = -1;

/** What a search needs to know of the operations beforehand. */
export interface Timeline {
  /** Positions of operations in order of their events; `~position` is a return. */
  readonly events: Int32Array;
  /** Which call each operation is, among the calls of this object alone. */
  readonly calls: Int32Array;
  readonly table: readonly Call[];
  /** By call. */
  readonly readOnly: Uint8Array;
  readonly grows: Uint8Array;
  /** It needs a certain state, as far as its model says. */
  readonly needsState: Uint8Array;
  /** Class of an unknown operation by call; NEVER for calls of which none is unknown. */
  readonly classOf: Int32Array;
  /** The call of each class. */
  readonly classes: readonly number[];
  /** Operations of known outcome in flight together at most. */
  readonly slots: number;
  /** Of the reads invoked at a position or later, the one that returns first; NEVER where none does. */
  readonly nextRead: Int32Array;
  /** The first position from a position on whose call does not only grow the state; past the end where there is none. */
  readonly nextReset: Int32Array;
}

/** O(n log n). */
export function timelineOf(model: AnyModel, operations: Operations): Timeline {
  const { length, returned } = operations;
  const { calls, table } = ownCalls(operations);
  const readOnly = Uint8Array.from(table, (call) => Number(model.readOnly(call)));
  const grows = Uint8Array.from(table, (call) => Number(model.growth?.grows(call) ?? false));
  // What only grows the state is best kept for later; of what shows a value, the more is done the better.
  const needsState = Uint8Array.from(table, (call) =>
    Number(model.effects === undefined ? model.growth === undefined : model.effects(call).shows.length > 0),
  );
  const classOf = new Int32Array(table.length).fill(NEVER);
  const classes: number[] = [];
  for (let at = 0; at < length; at += 1) {
    const call = calls[at]!;
    if (returned[at] !== OPEN || classOf[call] !== NEVER) continue;
    classOf[call] = classes.length;
    classes.push(call);
  }
  const nextRead = new Int32Array(length + 1).fill(NEVER);
  const nextReset = new Int32Array(length + 1).fill(length);
  for (let at = length - 1; at >= 0; at -= 1) {
    const later = nextRead[at + 1]!;
    const isRead = readOnly[calls[at]!] === 1 && returned[at] !== OPEN;
    nextRead[at] = isRead && (later === NEVER || returned[at]! < returned[later]!) ? at : later;
    nextReset[at] = readOnly[calls[at]!] || grows[calls[at]!] ? nextReset[at + 1]! : at;
  }
  const events = inOrder(operations);
  return {
    events,
    calls,
    table,
    readOnly,
    grows,
    needsState,
    classOf,
    classes,
    slots: most(events, returned),
    nextRead,
    nextReset,
  };
}

/** The calls numbered anew, without those of other objects. */
function ownCalls({ calls, table }: Operations): { readonly calls: Int32Array; readonly table: readonly Call[] } {
  const names = new Map<number, number>();
  const own: Call[] = [];
  const renamed = calls.map((call) => {
    let name = names.get(call);
    if (name === undefined) {
      name = own.length;
      names.set(call, name);
      own.push(table[call]!);
    }
    return name;
  });
  return { calls: renamed, table: own };
}

function inOrder({ length, invoked, returned }: Operations): Int32Array {
  const returns = new Float64Array(length);
  let count = 0;
  // The event and the position in one number, so that a sort of plain numbers does.
  for (let at = 0; at < length; at += 1) if (returned[at] !== OPEN) returns[count++] = returned[at]! * length + at;
  const sorted = returns.subarray(0, count).sort();
  const events = new Int32Array(length + count);
  let next = 0;
  let at = 0;
  for (const packed of sorted) {
    const position = packed % length;
    for (; at < length && invoked[at]! < returned[position]!; at += 1) events[next++] = at;
    events[next++] = ~position;
  }
  for (; at < length; at += 1) events[next++] = at;
  return events;
}

function most(events: Int32Array, returned: Int32Array): number {
  let open = 0;
  let highest = 0;
  for (const event of events) {
    if (event < 0) open -= 1;
    else if (returned[event] !== OPEN) open += 1;
    highest = Math.max(highest, open);
  }
  return highest;
}
