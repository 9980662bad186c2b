/**
 * Histories for pages: twenty clients of five nodes, paced at random moments as a run paces them, some operations failing
 * and some of unknown outcome. Written to history.ndjson as they come, as a run does.
 */
import type { History } from '../../harness/contracts/history.js';
import { createRandom, type Random } from '../../harness/generator/index.js';
import { Recorder } from '../../harness/history/recorder.js';

export type Shape = 'registers' | 'transactions';

const CLIENTS = 20;
const NODES = 5;
const KEYS = 20;
const RATE = 20_000;
const SHORTEST_NS = 200e3;
const MEAN_NS = 400e3;
const LATE_NS = 100e3;
const UNKNOWN_SHARE = 0.002;
const FAILED_SHARE = 0.01;

/** What one client is doing. */
interface Flight {
  readonly client: number;
  readonly invocation: number;
  readonly endNs: number;
  /** Takes effect, and answers with what the client hears. */
  readonly answer: () => unknown;
}

/** The values of all keys, and the last that was drawn for each. */
class Store {
  private readonly values = new Map<number, number>();
  private readonly drawn = new Map<number, number>();

  constructor(private readonly random: Random) {}

  ask(shape: Shape): { readonly f: string; readonly value: unknown; readonly answer: () => unknown } {
    return shape === 'registers' ? this.register() : this.transaction();
  }

  private register(): ReturnType<Store['ask']> {
    const { random, values } = this;
    const key = random.integer(KEYS);
    const kind = random.real();
    if (kind < 0.5) return { f: 'read', value: [key, null], answer: () => [key, values.get(key) ?? null] };
    const next = this.draw(key);
    const put = (answered: unknown): unknown => {
      values.set(key, next);
      return answered;
    };
    if (kind < 0.85) return { f: 'write', value: [key, next], answer: () => put([key, next]) };
    const value = [key, [values.get(key) ?? 0, next]];
    return { f: 'cas', value, answer: () => put(value) };
  }

  private transaction(): ReturnType<Store['ask']> {
    const { random, values } = this;
    const value = Array.from({ length: 1 + random.integer(4) }, (): [string, number, number | null] => {
      const key = random.integer(KEYS);
      return random.real() < 0.5 ? ['r', key, null] : ['w', key, this.draw(key)];
    });
    const answer = (): unknown =>
      value.map(([f, key, written]) => {
        if (written !== null) values.set(key, written);
        return [f, key, written ?? values.get(key) ?? null];
      });
    return { f: 'txn', value, answer };
  }

  private draw(key: number): number {
    const next = (this.drawn.get(key) ?? 0) + 1;
    this.drawn.set(key, next);
    return next;
  }
}

/** The file at `path` holds what the answer holds. */
export function simulate(shape: Shape, operations: number, path: string): History {
  const recorder = Recorder.create({
    path,
    onError: (error) => {
      throw error;
    },
  });
  const random = createRandom(1);
  const store = new Store(random);
  const processes = Array.from({ length: CLIENTS }, (_, client) => client);
  const free = [...processes];
  /** By when they end. */
  const flights: Flight[] = [];
  let nowNs = 0;
  let dueNs = 0;
  for (let begun = 0; begun < operations || flights.length > 0; ) {
    const startNs = Math.max(nowNs, dueNs) + random.exponential(LATE_NS);
    const isNext = begun < operations && free.length > 0 && startNs < (flights[0]?.endNs ?? Number.POSITIVE_INFINITY);
    if (isNext) {
      nowNs = Math.round(startNs);
      const client = free.shift() ?? 0;
      const { f, value, answer } = store.ask(shape);
      const node = `n${(client % NODES) + 1}`;
      const invocation = recorder.invoke(processes[client] ?? client, f, value, nowNs, Math.round(dueNs), node);
      const endNs = nowNs + SHORTEST_NS + random.exponential(MEAN_NS);
      const after = flights.findIndex((flight) => flight.endNs > endNs);
      flights.splice(after < 0 ? flights.length : after, 0, { client, invocation, endNs, answer });
      dueNs += random.exponential(1e9 / RATE);
      begun += 1;
      continue;
    }
    const flight = flights.shift();
    if (flight === undefined) continue;
    nowNs = Math.max(nowNs, Math.round(flight.endNs));
    const luck = random.real();
    if (luck < UNKNOWN_SHARE) {
      recorder.complete(flight.invocation, 'info', undefined, 'timeout', nowNs);
      processes[flight.client] = (processes[flight.client] ?? 0) + CLIENTS;
    } else if (luck < UNKNOWN_SHARE + FAILED_SHARE) {
      recorder.complete(flight.invocation, 'fail', undefined, 'conflict at 10.0.0.1:2379', nowNs);
    } else recorder.complete(flight.invocation, 'ok', flight.answer(), undefined, nowNs);
    free.push(flight.client);
  }
  recorder.close();
  return recorder.toHistory();
}
