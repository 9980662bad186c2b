/** Reads what `encode-operations.ts` wrote, walking along the events in the same way. */
import type { Container } from './container.js';
import type { NumberReader } from './numbers.js';
import { COLUMNS, type EventEncoding, LATENESS_TICKS } from './operation-columns.js';
import { INFO, NONE, type Operations } from './payload.js';
import { Ranks } from './ranks.js';

/** Everything of operations that is no name and no value. */
export type OperationColumns = Pick<
  Operations,
  | 'length'
  | 'invocations'
  | 'completions'
  | 'startsNs'
  | 'endsNs'
  | 'intendedNs'
  | 'processes'
  | 'outcomes'
  | 'functions'
  | 'keys'
  | 'nodes'
  | 'errors'
>;

type Readers = Readonly<Record<(typeof COLUMNS)[number], NumberReader>>;

/** Throws Error where the columns are torn. O(events), about 0.1 µs each. */
export function decodeOperations(from: Container, encoding: EventEncoding): OperationColumns {
  const length = from.count('starts');
  const columns = {
    length,
    invocations: new Int32Array(length),
    completions: new Int32Array(length).fill(-1),
    startsNs: new Float64Array(length),
    endsNs: new Float64Array(length).fill(Number.NaN),
    intendedNs: new Float64Array(length),
    processes: new Int32Array(length),
    outcomes: new Uint8Array(length).fill(INFO),
    functions: new Uint16Array(length),
    keys: new Uint32Array(length),
    nodes: new Uint32Array(length),
    errors: new Uint32Array(length).fill(NONE),
  };
  const readers = Object.fromEntries(COLUMNS.map((name) => [name, from.numbers(name)])) as Readers;
  const walk = new Walk(columns, encoding, readers, from.count('endless'));
  const events = from.count('moves');
  const gaps = from.count('gaps') / 2;
  let place = 0;
  let event = 0;
  for (let gap = 0; gap <= gaps; gap += 1) {
    const until = gap === gaps ? events : event + readers.gaps.next();
    for (; event < until; event += 1, place += 1) walk.event(place);
    if (gap < gaps) place += readers.gaps.next();
  }
  return columns;
}

class Walk {
  private readonly busy = new Ranks();
  private readonly idle = new Ranks();
  private readonly nodeOf = new Map<number, number>();
  private at = 0;
  private tick = 0;
  private nextEndless: number;
  private lastProcess = 0;
  private newestKey = -1;

  constructor(
    private readonly columns: OperationColumns,
    private readonly encoding: EventEncoding,
    private readonly readers: Readers,
    private endlessLeft: number,
  ) {
    this.nextEndless = 0;
    this.advanceEndless();
  }

  event(place: number): void {
    const move = this.readers.moves.next();
    if (move === 0) this.invocation(place, this.newProcess());
    else if (move % 2 === 1) this.invocation(place, this.idle.take((move - 1) / 2));
    else this.completion(place, this.busy.take((move - 2) / 2));
  }

  private invocation(place: number, process: number): void {
    const { columns, readers, at } = this;
    this.at += 1;
    if (at === this.nextEndless) this.advanceEndless();
    else this.busy.push(at);
    columns.invocations[at] = place;
    columns.processes[at] = process;
    const startNs = this.time(readers.starts);
    columns.startsNs[at] = startNs;
    const late = readers.lateness.next();
    columns.intendedNs[at] = late === 0 ? Number.NaN : startNs - (late - 1) * LATENESS_TICKS * this.encoding.tickNs;
    columns.functions[at] = readers.functions.next();
    columns.keys[at] = this.key(readers.keys.next());
    columns.nodes[at] = this.node(process, readers.nodes.next());
  }

  private completion(place: number, at: number): void {
    const { columns, readers } = this;
    columns.completions[at] = place;
    columns.endsNs[at] = this.time(readers.ends);
    columns.outcomes[at] = readers.outcomes.next();
    const error = readers.errors.next();
    if (error > 0) columns.errors[at] = error - 1;
    if (columns.outcomes[at] !== INFO) this.idle.push(columns.processes[at]!);
  }

  private newProcess(): number {
    this.lastProcess += this.readers.processes.nextSigned();
    return this.lastProcess;
  }

  private advanceEndless(): void {
    this.nextEndless = this.endlessLeft === 0 ? -1 : this.nextEndless + this.readers.endless.next();
    this.endlessLeft -= 1;
  }

  private time(reader: NumberReader): number {
    const { baseNs, tickNs, isAscending } = this.encoding;
    this.tick += isAscending ? reader.next() : reader.nextSigned();
    return baseNs + this.tick * tickNs;
  }

  private key(code: number): number {
    if (code === 0) return NONE;
    if (code > 1) return this.newestKey - (code - 2);
    this.newestKey += 1;
    return this.newestKey;
  }

  private node(process: number, code: number): number {
    if (code === 0) return this.nodeOf.get(process) ?? NONE;
    const node = code === 1 ? NONE : code - 2;
    this.nodeOf.set(process, node);
    return node;
  }
}
