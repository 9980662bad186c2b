/** How long the linearizability checker takes on histories like those that runs record. */
import { linearizable, modelNamed } from '../checkers/linearizable/index.js';
import type { History } from '../harness/contracts/history.js';
import { createRandom } from '../harness/generator/index.js';
import { historyFromOperations, type OperationDraftRow } from '../harness/history/build.js';
import { printTable } from './table.js';

export const describe = 'cas-registers with unique values, 2 % of unknown outcome, as objects from history to verdict';

interface Shape {
  readonly name: string;
  readonly clients: number;
  readonly keysAtOnce: number;
  readonly operationsPerKey: number;
}

const SHAPES: readonly Shape[] = [
  { name: 'five keys at once, 200 operations each, 10 clients', clients: 10, keysAtOnce: 5, operationsPerKey: 200 },
  { name: 'one key, 30 clients', clients: 30, keysAtOnce: 1, operationsPerKey: Number.POSITIVE_INFINITY },
];

interface InFlight {
  readonly process: number;
  readonly f: string;
  readonly value: readonly [number, unknown];
  readonly effectAt: number;
  readonly endAt: number;
  answer: unknown;
  type: 'ok' | 'fail' | 'info';
}

/** What a correct store would have answered: each operation takes effect at a random moment between its two events. */
function simulate(operations: number, seed: number, { clients, keysAtOnce, operationsPerKey }: Shape): History {
  const random = createRandom(seed);
  const stored = new Map<number, number>();
  const rows: OperationDraftRow[] = [];
  const events: { readonly at: number; readonly happen: () => void }[] = [];
  let process = 0;
  for (let index = 0; index < operations; index += 1) {
    const key = Math.floor(index / (keysAtOnce * operationsPerKey)) * keysAtOnce + (index % keysAtOnce);
    const startAt = index + random.real();
    const endAt = startAt + 1 + random.real() * clients;
    const kind = random.integer(4);
    const unknown = random.real() < 0.02;
    const flight: InFlight = {
      process: process++,
      f: kind < 2 ? 'read' : kind === 2 ? 'write' : 'cas',
      value: [key, kind < 2 ? null : kind === 2 ? index : [Math.max(0, index - 5 * random.integer(4)), index]],
      effectAt: startAt + random.real() * (endAt - startAt),
      endAt,
      answer: null,
      type: unknown ? 'info' : 'ok',
    };
    const { f, value } = flight;
    events.push({ at: startAt, happen: () => rows.push({ type: 'invoke', process: flight.process, f, value }) });
    events.push({ at: flight.effectAt, happen: () => takeEffect(flight, key, stored) });
    events.push({
      at: endAt,
      happen: () => rows.push({ type: flight.type, process: flight.process, f, value: flight.answer }),
    });
  }
  for (const { happen } of events.sort((left, right) => left.at - right.at)) happen();
  return historyFromOperations(rows);
}

function takeEffect(flight: InFlight, key: number, stored: Map<number, number>): void {
  const [, argument] = flight.value;
  flight.answer = flight.value;
  if (flight.f === 'read') flight.answer = [key, stored.get(key) ?? null];
  else if (typeof argument === 'number') stored.set(key, argument);
  else if (Array.isArray(argument)) {
    if (stored.get(key) === argument[0]) stored.set(key, Number(argument[1]));
    else if (flight.type === 'ok') flight.type = 'fail';
  }
}

export async function run(): Promise<void> {
  const checker = linearizable(modelNamed('cas-register'));
  for (const shape of SHAPES) {
    const rows: string[][] = [];
    let before: number | null = null;
    for (const operations of [1_000, 10_000, 100_000]) {
      const history = simulate(operations, 1, shape);
      const began = performance.now();
      const budget = {
        now: () => performance.now(),
        deadlineMs: began + 120_000,
        memoryBytes: 2 ** 32,
        parallelism: 1,
      };
      const verdict = await checker.check(history, { keyed: true, budget });
      const ms = performance.now() - began;
      const exponent = before === null ? '' : Math.log10(ms / before).toFixed(2);
      rows.push([
        operations.toLocaleString('en'),
        String(verdict.valid),
        `${ms.toFixed(0)} ms`,
        exponent,
        verdict.algorithm ?? '',
      ]);
      before = ms;
    }
    console.log(`  ${shape.name}`);
    printTable(['operations', 'valid', 'time', 'growth exponent', 'algorithm'], rows);
  }
}
