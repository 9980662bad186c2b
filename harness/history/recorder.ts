/** Records a run: into columns in memory, and as NDJSON on disk as it goes. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { FaultlineError, messageOf } from '../contracts/errors.js';
import type { FaultEventValue } from '../contracts/fault.js';
import {
  FINAL_READS,
  type History,
  NEMESIS_PROCESS,
  TYPE_FAIL,
  TYPE_INFO,
  TYPE_INVOKE,
  TYPE_OK,
} from '../contracts/history.js';
import type { Outcome } from '../contracts/operation.js';
import { ColumnHistory, Columns } from './columns.js';
import { ValueHeap } from './value-heap.js';

const OUTCOMES: Readonly<Record<Outcome, number>> = { ok: TYPE_OK, fail: TYPE_FAIL, info: TYPE_INFO };

/** Characters that wait at most for the disk. */
const MAX_PENDING = 256 * 1024;
const FLUSH_INTERVAL_MS = 100;

export interface RecorderOptions {
  /** The NDJSON file, or null for memory alone. */
  readonly path: string | null;
  /** At most this much is lost when the controller is killed. */
  readonly flushIntervalMs?: number;
  /** Called once when the disk refuses; recording in memory goes on. */
  readonly onError?: (error: FaultlineError) => void;
}

/**
 * One line is one event, and lines go to the disk whole. Not a stream: a killed process loses what a stream holds, and
 * nothing that was written.
 */
export class Recorder {
  private readonly columns = new Columns();
  private readonly heap = new ValueHeap();
  private pending = '';
  private timer: NodeJS.Timeout | null = null;

  private constructor(
    private file: number | null,
    private readonly options: RecorderOptions,
  ) {}

  /** Throws FaultlineError 'unwritable' when the file cannot be made. */
  static create(options: RecorderOptions): Recorder {
    if (options.path === null) return new Recorder(null, options);
    try {
      return new Recorder(openSync(options.path, 'w'), options);
    } catch (error) {
      throw new FaultlineError(`${options.path} cannot be written: ${messageOf(error)}`, {
        code: 'unwritable',
        value: options.path,
        hint: 'choose another folder with --results',
        cause: error,
      });
    }
  }

  get length(): number {
    return this.columns.length;
  }

  /** Records an invocation and answers its index. `intendedTimeNs` is NaN where nothing was intended. */
  invoke(
    process: number,
    f: string,
    value: unknown,
    timeNs: number,
    intendedTimeNs: number,
    node: string | undefined,
  ): number {
    return this.add(TYPE_INVOKE, 'invoke', process, f, toJson(value), timeNs, intendedTimeNs, undefined, node);
  }

  /** Records how an invocation ended. A value left undefined is the invocation's. */
  complete(invocation: number, type: Outcome, value: unknown, error: string | undefined, timeNs: number): number {
    const { columns } = this;
    const process = columns.processes[invocation]!;
    const f = columns.functionNames.names[columns.functions[invocation]!] ?? '';
    const json =
      value === undefined
        ? this.heap.text(columns.valueStarts[invocation]!, columns.valueEnds[invocation]!)
        : toJson(value);
    const index = this.add(OUTCOMES[type], type, process, f, json, timeNs, Number.NaN, error, columns.node(invocation));
    columns.pair(invocation, index);
    return index;
  }

  /** Records an event of the nemesis. */
  nemesis(f: string, value: FaultEventValue, timeNs: number, node?: string): number {
    return this.add(TYPE_INFO, 'info', NEMESIS_PROCESS, f, toJson(value), timeNs, Number.NaN, undefined, node);
  }

  /** Records that from now on the workload reads the final state. */
  finalReads(timeNs: number): number {
    return this.add(TYPE_INFO, 'info', NEMESIS_PROCESS, FINAL_READS, 'null', timeNs, Number.NaN, undefined, undefined);
  }

  /** What was recorded so far. A view: later events are not in it. */
  toHistory(): History {
    return new ColumnHistory(this.columns, this.heap.bytes());
  }

  /** Hands everything to the operating system before it returns. */
  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.file === null || this.pending === '') return;
    const bytes = Buffer.from(this.pending, 'utf8');
    this.pending = '';
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.file, bytes, written);
    } catch (error) {
      this.giveUp(error);
    }
  }

  close(): void {
    this.flush();
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }

  private add(
    type: number,
    typeName: string,
    process: number,
    f: string,
    json: string,
    timeNs: number,
    intendedTimeNs: number,
    error: string | undefined,
    node: string | undefined,
  ): number {
    const time = Math.round(timeNs);
    const intendedTime = Math.round(intendedTimeNs);
    const valueStart = this.heap.append(json);
    const index = this.columns.push({
      type,
      process,
      f,
      time,
      intendedTime,
      valueStart,
      valueEnd: this.heap.length,
      error,
      node,
    });
    if (this.file !== null) {
      const who = process === NEMESIS_PROCESS ? '"nemesis"' : process;
      let line = `{"index":${index},"time":${time},"type":"${typeName}","process":${who},"f":${toJson(f)},"value":${json}`;
      if (!Number.isNaN(intendedTime)) line += `,"intendedTime":${intendedTime}`;
      if (error !== undefined) line += `,"error":${JSON.stringify(error)}`;
      if (node !== undefined) line += `,"node":${toJson(node)}`;
      this.pending += `${line}}\n`;
      if (this.pending.length >= MAX_PENDING) this.flush();
      else this.timer ??= setTimeout(() => this.flush(), this.options.flushIntervalMs ?? FLUSH_INTERVAL_MS).unref();
    }
    return index;
  }

  private giveUp(error: unknown): void {
    const file = this.file;
    this.file = null;
    if (file !== null) closeSync(file);
    this.options.onError?.(
      new FaultlineError(`the history could not be written to disk: ${messageOf(error)}`, {
        code: 'history-write',
        value: this.options.path,
        hint: 'is the disk full? choose another with --results',
        cause: error,
      }),
    );
  }
}

const PLAIN = /^[\w .:/-]*$/;

/** JSON of a value; the common small ones without a serialiser. */
function toJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' && Number.isSafeInteger(value)) return `${value}`;
  if (typeof value === 'string' && PLAIN.test(value)) return `"${value}"`;
  if (Array.isArray(value) && value.length === 2) return `[${toJson(value[0])},${toJson(value[1])}]`;
  return JSON.stringify(value) ?? 'null';
}
