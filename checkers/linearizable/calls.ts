/** From slices of bytes to calls: every different call is parsed once, and asked about once. */
import type { History } from '../../harness/contracts/history.js';
import { ElementScanner } from '../../harness/history/element-scanner.js';
import { ValueTable } from '../../harness/history/value-table.js';
import { type AnyModel, type Call, type Effects, UNKNOWN } from './model.js';
import { type ObjectOperations, rearranged } from './objects.js';
import { OPEN, type Operations } from './operations.js';

const UNHEARD = -1;
/** Calls compared with calls at most; past it, what is unknown counts as seen. */
const MAX_COMPARISONS = 10_000_000;

/** Where calls are read from: as much of a history as can be shared between threads. */
export type CallSource = Pick<History, 'length' | 'functions' | 'functionNames' | 'valueBytes'>;

/** The different calls of a history, of all its objects. */
export class CallTable {
  readonly calls: Call[] = [];
  private readonly values: ValueTable;
  private readonly scanner: ElementScanner;
  /** By function, then by input and output in one number. */
  private readonly ids = new Map<number, Map<number, number>>();
  private latest: { readonly object: ObjectOperations; readonly operations: Operations } | null = null;

  constructor(
    private readonly source: CallSource,
    private readonly model: AnyModel,
    /** Makes an error about the value of an event. */
    private readonly refuse: (place: number, what: string) => Error,
  ) {
    this.values = new ValueTable(source.valueBytes);
    this.scanner = new ElementScanner(source.valueBytes);
  }

  /** The operations of an object. Throws what `refuse` makes for what the model does not know. */
  operationsOf(object: ObjectOperations): Operations {
    if (this.latest?.object === object) return this.latest.operations;
    const { columns, from, to } = object;
    const calls = new Int32Array(to - from);
    for (let at = from; at < to; at += 1) {
      const open = columns.returned[at] === OPEN;
      const input = this.valueId(columns.inputStarts[at]!, columns.inputEnds[at]!);
      const output = open ? UNHEARD : this.valueId(columns.outputStarts[at]!, columns.outputEnds[at]!);
      calls[at - from] = this.callId(columns.invoked[at]!, input, output);
    }
    const operations = {
      length: to - from,
      invoked: columns.invoked.subarray(from, to),
      returned: columns.returned.subarray(from, to),
      calls,
      table: this.calls,
    };
    this.latest = { object, operations };
    return operations;
  }

  /** Objects (over the same columns) taken apart by what the model's `partition` says of their calls. */
  partitioned(objects: readonly ObjectOperations[]): readonly ObjectOperations[] {
    const { partition } = this.model;
    const [first] = objects;
    if (partition === undefined || first === undefined) return objects;
    const partOf = new Map<number, string>();
    const sources: number[] = [];
    const ranges: { readonly key: string; readonly from: number; readonly to: number }[] = [];
    for (const object of objects) {
      const parts = new Map<string, number[]>();
      for (const [at, call] of this.operationsOf(object).calls.entries()) {
        const part = partOf.get(call) ?? partition(this.calls[call]!);
        partOf.set(call, part);
        const places = parts.get(part) ?? [];
        parts.set(part, places);
        places.push(object.from + at);
      }
      for (const [part, places] of parts) {
        const from = sources.length;
        for (const place of places) sources.push(place);
        ranges.push({ key: object.key === null ? part : `${object.key} ${part}`, from, to: sources.length });
      }
    }
    const columns = rearranged(first.columns, Int32Array.from(sources));
    return ranges.map((range) => ({ ...range, columns }));
  }

  private valueId(start: number, end: number): number {
    if (start === end) return this.values.idOf(null);
    // What follows a name may be several values without brackets around them.
    if (this.scanner.splitBare(start, end) && this.scanner.firstEnd !== this.scanner.restEnd) {
      return this.values.idOf(JSON.parse(`[${this.text(start, end)}]`));
    }
    return this.values.id(start, end);
  }

  private text(start: number, end: number): string {
    return new TextDecoder().decode(this.source.valueBytes.subarray(start, end));
  }

  private callId(place: number, input: number, output: number): number {
    const functionId = this.source.functions[place]!;
    let ids = this.ids.get(functionId);
    if (ids === undefined) {
      ids = new Map();
      this.ids.set(functionId, ids);
    }
    const pair = input * 0x400_0000 + output + 1;
    let id = ids.get(pair);
    if (id === undefined) {
      const call: Call = {
        f: this.source.functionNames[functionId] ?? '',
        input: JSON.parse(this.values.text(input)),
        output: output === UNHEARD ? UNKNOWN : JSON.parse(this.values.text(output)),
      };
      const complaint = this.model.complain(call);
      if (complaint !== null) throw this.refuse(place, complaint);
      id = this.calls.length;
      this.calls.push(call);
      ids.set(pair, id);
    }
    return id;
  }
}

/**
 * The operations that can matter to anybody: without reads of unknown outcome, and without unknown operations that bring
 * about what nobody was shown.
 */
export function thatMatter(model: AnyModel, operations: Operations): Operations {
  if (!operations.returned.includes(OPEN)) return operations;
  const { length, returned, calls, table } = operations;
  const matters = new Uint8Array(length);
  const effects = new Map<number, Effects | undefined>();
  const effectsOf = (call: number): Effects | undefined => {
    if (model.effects === undefined) return undefined;
    if (!effects.has(call)) effects.set(call, model.effects(table[call]!));
    return effects.get(call);
  };
  const isSeen = seenAmong(model, operations);
  const shown = new Set<string>();
  // Positions of unknown operations by the value that they bring.
  const waiting = new Map<string, number[]>();
  const queue: number[] = [];
  for (let at = 0; at < length; at += 1) {
    const call = calls[at]!;
    if (returned[at] !== OPEN) queue.push(at);
    else if (!model.readOnly(table[call]!)) {
      const brings = effectsOf(call)?.brings ?? null;
      if (brings === null) {
        if (isSeen(call)) queue.push(at);
      } else if (waiting.has(brings)) waiting.get(brings)!.push(at);
      else waiting.set(brings, [at]);
    }
  }
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (matters[at]) continue;
    matters[at] = 1;
    for (const value of effectsOf(calls[at]!)?.shows ?? []) {
      if (shown.has(value)) continue;
      shown.add(value);
      queue.push(...(waiting.get(value) ?? []));
    }
  }
  return chosen(operations, matters);
}

/** Whether what an unknown call would have done is to be seen anywhere; for models that know it by comparing calls. */
function seenAmong(model: AnyModel, { calls, table }: Operations): (call: number) => boolean {
  const { isSeenIn } = model;
  if (isSeenIn === undefined) return () => true;
  const others = [...new Set(calls)].map((call) => table[call]!);
  const known = new Map<number, boolean>();
  let comparisons = 0;
  return (call) => {
    let seen = known.get(call);
    if (seen === undefined) {
      comparisons += others.length;
      seen = comparisons > MAX_COMPARISONS || others.some((other) => isSeenIn(table[call]!, other));
      known.set(call, seen);
    }
    return seen;
  };
}

/** The chosen ones of the operations, in their order. */
export function chosen(operations: Operations, choice: Uint8Array): Operations {
  const keep = (column: Int32Array): Int32Array => column.filter((_, at) => choice[at] === 1);
  const { invoked, returned, calls, table } = operations;
  const kept = keep(invoked);
  return { length: kept.length, invoked: kept, returned: keep(returned), calls: keep(calls), table };
}
