/**
 * Histories of a correct store in simulated time: each client always has one operation in flight, which lasts 0.2 to
 * 2.2 ms and takes effect at a moment drawn evenly from it. Some are of unknown outcome: half of those take effect, late.
 */
import { type History, TYPE_FAIL, TYPE_INFO, TYPE_INVOKE, TYPE_OK } from '../../harness/contracts/history.js';
import { createRandom, type Random } from '../../harness/generator/index.js';
import { ColumnHistory, Columns } from '../../harness/history/columns.js';
import { pairEvents } from '../../harness/history/pair.js';
import { ValueHeap } from '../../harness/history/value-heap.js';

/** What the simulated store holds, and what clients ask of it. */
export interface Store {
  /** The next operation of some client. */
  ask(random: Random, index: number): { readonly f: string; readonly input: unknown };
  /** Lets it take effect; answers what the client hears, or undefined where it fails without effect. */
  apply(f: string, input: unknown): unknown;
}

export interface Shape {
  readonly operations: number;
  readonly clients: number;
  /** Share of operations of unknown outcome. */
  readonly unknown: number;
  readonly seed: number;
  /** Changes the answers of the operations, in order of their answers, so that the history is broken near its end. */
  readonly spoil?: (done: readonly Simulated[]) => void;
}

/** An operation as it was simulated. Times are ms. */
export interface Simulated {
  readonly client: number;
  readonly f: string;
  readonly input: unknown;
  readonly start: number;
  /** When it takes effect; infinite where it never does. */
  readonly effectAt: number;
  readonly end: number;
  readonly isUnknown: boolean;
  output: unknown;
  failed: boolean;
}

const SHORTEST_MS = 0.2;
const LONGEST_MS = 2.2;
const LATEST_MS = 20;

export function simulate(store: Store, shape: Shape): History {
  const done = simulateOperations(store, shape);
  shape.spoil?.([...done].sort((left, right) => left.end - right.end));
  return recorded(done, shape.clients);
}

function simulateOperations(store: Store, { operations, clients, unknown, seed }: Shape): readonly Simulated[] {
  const random = createRandom(seed);
  const current: (Simulated | null)[] = Array.from({ length: clients }, () => null);
  const free = Array.from({ length: clients }, () => random.real());
  const done: Simulated[] = [];
  const late: Simulated[] = [];
  const waiting: Simulated[] = [];
  const takeEffect = (operation: Simulated): void => {
    const output = store.apply(operation.f, operation.input);
    if (output === undefined) operation.failed = true;
    else operation.output = output;
  };
  for (;;) {
    // The next thing that happens: an effect, or an answer with the next call of that client.
    let client = -1;
    let at = Number.POSITIVE_INFINITY;
    for (let each = 0; each < clients; each += 1) {
      const operation = current[each];
      const moment = operation === null || operation === undefined ? free[each]! : operation.end;
      if (moment < at) [at, client] = [moment, each];
    }
    const effect = earliest(waiting, late);
    if (effect !== null && effect.effectAt <= at) {
      for (const list of [waiting, late]) if (list.includes(effect)) list.splice(list.indexOf(effect), 1);
      takeEffect(effect);
      continue;
    }
    const finished = current[client];
    if (finished !== null && finished !== undefined) {
      current[client] = null;
      free[client] = at;
      continue;
    }
    if (done.length >= operations) {
      if (current.every((operation) => operation === null)) return done;
      free[client] = Number.POSITIVE_INFINITY;
      continue;
    }
    const { f, input } = store.ask(random, done.length);
    const end = at + SHORTEST_MS + random.real() * (LONGEST_MS - SHORTEST_MS);
    const isUnknown = random.real() < unknown;
    const within = at + random.real() * (end - at);
    const lateOrNever = random.real() < 0.5 ? at + random.real() * LATEST_MS : Number.POSITIVE_INFINITY;
    const effectAt = isUnknown ? lateOrNever : within;
    const operation = { client, f, input, start: at, effectAt, end, isUnknown, output: null, failed: false };
    done.push(operation);
    current[client] = operation;
    if (effectAt < Number.POSITIVE_INFINITY) (isUnknown ? late : waiting).push(operation);
  }
}

function earliest(...lists: readonly (readonly Simulated[])[]): Simulated | null {
  let first: Simulated | null = null;
  for (const list of lists) for (const each of list) if (first === null || each.effectAt < first.effectAt) first = each;
  return first;
}

/** As a history: a client whose operation ended unknown goes on as a process of a new number. */
function recorded(done: readonly Simulated[], clients: number): History {
  const columns = new Columns();
  const heap = new ValueHeap();
  const processes = Array.from({ length: clients }, (_, client) => client);
  const byEnd = [...done].sort((left, right) => left.end - right.end);
  const push = (type: number, operation: Simulated, time: number, value: unknown): void => {
    const valueStart = heap.append(JSON.stringify(value) ?? 'null');
    columns.push({
      type,
      process: processes[operation.client]!,
      f: operation.f,
      time: Math.round(time * 1e6),
      intendedTime: Number.NaN,
      valueStart,
      valueEnd: heap.length,
      error: undefined,
      node: undefined,
    });
  };
  let ended = 0;
  const endUntil = (time: number): void => {
    for (; ended < byEnd.length && byEnd[ended]!.end <= time; ended += 1) {
      const operation = byEnd[ended]!;
      const type = operation.isUnknown ? TYPE_INFO : operation.failed ? TYPE_FAIL : TYPE_OK;
      push(type, operation, operation.end, type === TYPE_OK ? operation.output : operation.input);
      if (operation.isUnknown) processes[operation.client] = processes[operation.client]! + clients;
    }
  };
  for (const operation of done) {
    endUntil(operation.start);
    push(TYPE_INVOKE, operation, operation.start, operation.input);
  }
  endUntil(Number.POSITIVE_INFINITY);
  const fault = pairEvents(columns);
  if (fault !== null) throw new Error(`the simulation made a history that does not pair: ${fault.what}`);
  return new ColumnHistory(columns, heap.bytes());
}
