/**
 * Operations as columns of small numbers: one stream of events in the order of the history, where the second event of an
 * operation is its completion. Each says how long after the one before it came, and which of those that wait it was; the
 * places in the history follow of themselves. `decode-operations.ts` walks the same way.
 */
import type { ContainerWriter } from './container-writer.js';
import { eventOrder } from './event-order.js';
import { NumberWriter } from './numbers.js';
import { COLUMNS, type EventEncoding, LATENESS_TICKS, MOVES } from './operation-columns.js';
import { INFO, NONE, type Operations } from './payload.js';
import { Ranks } from './ranks.js';

type Writers = Readonly<Record<(typeof COLUMNS)[number], NumberWriter>>;

/** Adds the columns of everything but the values. O(events × clients that wait). */
export function encodeOperations(operations: Operations, encoding: EventEncoding, to: ContainerWriter): void {
  const writers = Object.fromEntries(COLUMNS.map((name) => [name, new NumberWriter()])) as Writers;
  const walk = new Walk(operations, encoding, writers);
  const order = eventOrder(operations);
  for (let place = 0; place < order.length; place += 1) if (order[place]! >= 0) walk.event(order[place]!, place);
  for (const name of COLUMNS) to.addNumbers(name, writers[name]);
}

/** Whether no event is earlier than the one before it, as in every history that we recorded. O(events). */
export function isAscending(operations: Operations): boolean {
  let lastNs = Number.NEGATIVE_INFINITY;
  const order = eventOrder(operations);
  for (let place = 0; place < order.length; place += 1) {
    const at = order[place]!;
    if (at < 0) continue;
    const timeNs = operations.invocations[at] === place ? operations.startsNs[at]! : operations.endsNs[at]!;
    if (timeNs < lastNs) return false;
    lastNs = timeNs;
  }
  return true;
}

class Walk {
  private readonly busy = new Ranks();
  private readonly idle = new Ranks();
  private readonly nodeOf = new Map<number, number>();
  private nextPlace = 0;
  private events = 0;
  private tick = 0;
  private lastEndless = 0;
  private lastProcess = 0;
  private newestKey = -1;

  constructor(
    private readonly operations: Operations,
    private readonly encoding: EventEncoding,
    private readonly writers: Writers,
  ) {}

  event(at: number, place: number): void {
    if (place > this.nextPlace) {
      this.writers.gaps.push(this.events);
      this.writers.gaps.push(place - this.nextPlace);
      this.events = 0;
    }
    this.events += 1;
    this.nextPlace = place + 1;
    if (this.operations.invocations[at] === place) this.invocation(at);
    else this.completion(at);
  }

  private invocation(at: number): void {
    const { operations, writers } = this;
    const process = operations.processes[at]!;
    const place = this.idle.placeOf(process);
    if (place >= 0) {
      this.idle.take(place);
      writers.moves.push(MOVES.invocation(place));
    } else {
      writers.moves.push(MOVES.newProcess);
      writers.processes.pushSigned(process - this.lastProcess);
      this.lastProcess = process;
    }
    if (operations.completions[at]! >= 0) this.busy.push(at);
    else {
      writers.endless.push(at - this.lastEndless);
      this.lastEndless = at;
    }
    this.time(writers.starts, operations.startsNs[at]!);
    const lateNs = operations.startsNs[at]! - operations.intendedNs[at]!;
    const late = Math.round(lateNs / this.encoding.tickNs / LATENESS_TICKS);
    writers.lateness.push(Number.isNaN(late) ? 0 : 1 + Math.max(0, late));
    writers.functions.push(operations.functions[at]!);
    this.key(operations.keys[at]!);
    this.node(process, operations.nodes[at]!);
  }

  private completion(at: number): void {
    const { operations, writers } = this;
    const place = this.busy.placeOf(at);
    this.busy.take(place);
    writers.moves.push(MOVES.completion(place));
    this.time(writers.ends, operations.endsNs[at]!);
    writers.outcomes.push(operations.outcomes[at]!);
    const error = operations.errors[at]!;
    writers.errors.push(error === NONE ? 0 : error + 1);
    // A process whose operation nobody knows the end of does nothing any more.
    if (operations.outcomes[at] !== INFO) this.idle.push(operations.processes[at]!);
  }

  private time(writer: NumberWriter, timeNs: number): void {
    const { baseNs, tickNs, isAscending } = this.encoding;
    const tick = Math.floor((timeNs - baseNs) / tickNs);
    if (isAscending) writer.push(tick - this.tick);
    else writer.pushSigned(tick - this.tick);
    this.tick = tick;
  }

  /** Keys are numbered as they come, and the newer ones are used the most. */
  private key(key: number): void {
    const { newestKey } = this;
    if (key !== NONE && key > newestKey + 1) throw new Error('keys are not numbered as they come');
    this.writers.keys.push(key === NONE ? 0 : key > newestKey ? 1 : 2 + newestKey - key);
    if (key !== NONE && key > newestKey) this.newestKey = key;
  }

  /** A process stays with its node. */
  private node(process: number, node: number): void {
    const expected = this.nodeOf.get(process);
    this.writers.nodes.push(node === expected ? 0 : node === NONE ? 1 : node + 2);
    this.nodeOf.set(process, node);
  }
}
