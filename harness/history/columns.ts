/** A history in memory: growable columns, and the view of them that checkers read. */
import { type History, NEMESIS_PROCESS, TYPE_FAIL, TYPE_INFO, TYPE_INVOKE, TYPE_OK } from '../contracts/history.js';
import type { Operation, OperationType } from '../contracts/operation.js';

const TYPE_NAMES: readonly OperationType[] = ['invoke', 'ok', 'fail', 'info'];
const TYPE_CODES: Readonly<Record<OperationType, number>> = {
  invoke: TYPE_INVOKE,
  ok: TYPE_OK,
  fail: TYPE_FAIL,
  info: TYPE_INFO,
};

/** The code of a type in the `types` column; undefined for what is no type. */
export function typeCode(name: string): number | undefined {
  return Object.hasOwn(TYPE_CODES, name) ? TYPE_CODES[name as OperationType] : undefined;
}

/** Strings as small numbers, in order of first appearance. */
export class Interner {
  readonly names: string[] = [];
  private readonly ids = new Map<string, number>();

  id(name: string): number {
    let id = this.ids.get(name);
    if (id === undefined) {
      id = this.names.length;
      this.ids.set(name, id);
      this.names.push(name);
    }
    return id;
  }
}

/** What one event adds to the columns. Times are ns, NaN where there is none. */
export interface Row {
  readonly type: number;
  readonly process: number;
  readonly f: string;
  readonly time: number;
  readonly intendedTime: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly error: string | undefined;
  readonly node: string | undefined;
}

const NONE = 0xffff_ffff;
const FIRST_CAPACITY = 1024;

/**
 * Columns that grow by doubling: 46 bytes an event and its value's bytes, and no object for it.
 */
export class Columns {
  length = 0;
  hasTimes = true;
  types = new Uint8Array(FIRST_CAPACITY);
  processes = new Int32Array(FIRST_CAPACITY);
  times = new Float64Array(FIRST_CAPACITY);
  intendedTimes = new Float64Array(FIRST_CAPACITY);
  functions = new Uint16Array(FIRST_CAPACITY);
  partners = new Int32Array(FIRST_CAPACITY);
  valueStarts = new Uint32Array(FIRST_CAPACITY);
  valueEnds = new Uint32Array(FIRST_CAPACITY);
  errors = new Uint32Array(FIRST_CAPACITY);
  nodes = new Uint32Array(FIRST_CAPACITY);
  readonly functionNames = new Interner();
  readonly strings = new Interner();

  /** Adds an event without a partner; answers its index. */
  push(row: Row): number {
    if (this.length === this.types.length) this.grow();
    const index = this.length;
    this.length += 1;
    this.types[index] = row.type;
    this.processes[index] = row.process;
    this.times[index] = row.time;
    this.intendedTimes[index] = row.intendedTime;
    this.functions[index] = this.functionNames.id(row.f);
    this.partners[index] = -1;
    this.valueStarts[index] = row.valueStart;
    this.valueEnds[index] = row.valueEnd;
    this.errors[index] = row.error === undefined ? NONE : this.strings.id(row.error);
    this.nodes[index] = row.node === undefined ? NONE : this.strings.id(row.node);
    return index;
  }

  /** Makes an invocation and its completion partners of each other. */
  pair(invocation: number, completion: number): void {
    this.partners[invocation] = completion;
    this.partners[completion] = invocation;
  }

  /** The node of an event, where it has one. */
  node(index: number): string | undefined {
    const id = this.nodes[index]!;
    return id === NONE ? undefined : this.strings.names[id];
  }

  /** The error of an event, where it has one. */
  error(index: number): string | undefined {
    const id = this.errors[index]!;
    return id === NONE ? undefined : this.strings.names[id];
  }

  private grow(): void {
    const size = this.types.length * 2;
    this.types = grown(this.types, new Uint8Array(size));
    this.processes = grown(this.processes, new Int32Array(size));
    this.times = grown(this.times, new Float64Array(size));
    this.intendedTimes = grown(this.intendedTimes, new Float64Array(size));
    this.functions = grown(this.functions, new Uint16Array(size));
    this.partners = grown(this.partners, new Int32Array(size));
    this.valueStarts = grown(this.valueStarts, new Uint32Array(size));
    this.valueEnds = grown(this.valueEnds, new Uint32Array(size));
    this.errors = grown(this.errors, new Uint32Array(size));
    this.nodes = grown(this.nodes, new Uint32Array(size));
  }
}

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

const decoder = new TextDecoder();

/** The `History` of columns and a heap of value bytes. A view: what is recorded later is not in it. */
export class ColumnHistory implements History {
  readonly length: number;
  readonly types: Uint8Array;
  readonly processes: Int32Array;
  readonly times: Float64Array;
  readonly hasTimes: boolean;
  readonly intendedTimes: Float64Array;
  readonly functions: Uint16Array;
  readonly functionNames: readonly string[];
  readonly partners: Int32Array;
  readonly valueStarts: Uint32Array;
  readonly valueEnds: Uint32Array;

  /** `origin` says where an event came from, for messages. */
  constructor(
    private readonly columns: Columns,
    readonly valueBytes: Uint8Array,
    private readonly origin: (index: number) => string = (index) => `operation ${index}`,
  ) {
    this.length = columns.length;
    this.types = columns.types;
    this.processes = columns.processes;
    this.times = columns.times;
    this.hasTimes = columns.hasTimes;
    this.intendedTimes = columns.intendedTimes;
    this.functions = columns.functions;
    this.functionNames = columns.functionNames.names;
    this.partners = columns.partners;
    this.valueStarts = columns.valueStarts;
    this.valueEnds = columns.valueEnds;
  }

  value(index: number): unknown {
    const start = this.valueStarts[index]!;
    const end = this.valueEnds[index]!;
    return start === end ? null : (JSON.parse(decoder.decode(this.valueBytes.subarray(start, end))) as unknown);
  }

  node(index: number): string | undefined {
    return this.columns.node(index);
  }

  error(index: number): string | undefined {
    return this.columns.error(index);
  }

  operation(index: number): Operation {
    const process = this.processes[index]!;
    const intendedTime = this.intendedTimes[index]!;
    const error = this.columns.error(index);
    const node = this.columns.node(index);
    return {
      index,
      time: this.times[index]!,
      type: TYPE_NAMES[this.types[index]!] ?? 'info',
      process: process === NEMESIS_PROCESS ? 'nemesis' : process,
      f: this.functionNames[this.functions[index]!] ?? '',
      value: this.value(index),
      ...(Number.isNaN(intendedTime) ? {} : { intendedTime }),
      ...(error === undefined ? {} : { error }),
      ...(node === undefined ? {} : { node }),
    };
  }

  describeOrigin(index: number): string {
    return this.origin(index);
  }
}
