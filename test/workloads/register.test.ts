/** The register workload on a correct store in memory: silent when right, caught whenever a lie was told. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { PlantedLies } from '../../harness/clients/plant.js';
import type { Verdict } from '../../harness/contracts/checker.js';
import type { Random } from '../../harness/contracts/generator.js';
import { createRandom, limit, simulate } from '../../harness/generator/index.js';
import { Recorder } from '../../harness/history/recorder.js';
import { interpret, type Worker } from '../../harness/run/interpreter.js';
import { budgetFromNow } from '../../harness/run/judge.js';
import type { RegisterClient } from '../../workloads/clients/register.js';
import { register } from '../../workloads/register.js';

/** A correct store whose answers come late, or within the same turn of the event loop, and in part never. */
function clientOf(store: Map<string, number>, random: Random, late: boolean): RegisterClient {
  const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const wait = async (): Promise<void> => {
    if (!late) return;
    for (let turns = random.integer(4); turns > 0; turns -= 1) await pause();
  };
  const around = async <T>(effect: () => T): Promise<T> => {
    await wait();
    const answer = effect();
    await wait();
    // Done, and never told.
    if (random.real() < 0.02) throw new Error('the connection was reset');
    return answer;
  };
  return {
    read: (key) => around(() => store.get(key) ?? null),
    write: (key, value) => around(() => void store.set(key, value)),
    compareAndSet: (key, from, to) =>
      around(() => {
        if (store.get(key) !== from) return false;
        store.set(key, to);
        return true;
      }),
    close: async () => {},
  };
}

interface RunOptions {
  readonly plant: string | null;
  readonly everyNth?: number;
  readonly operations?: number;
  readonly late?: boolean;
}

async function run(
  seed: number,
  { plant, everyNth = 5, operations = 600, late = true }: RunOptions,
): Promise<{ verdict: Verdict; told: number; functions: Set<string> }> {
  const options = register.options.parse({ opsPerKey: 40 });
  const context = { options, concurrency: 10, nodeCount: 5 };
  const store = new Map<string, number>();
  const random = createRandom(seed);
  const found = register.plants.find(({ name }) => name === plant);
  const lies = found === undefined ? null : new PlantedLies(found.create(random.fork('plant')), everyNth);
  const recorder = Recorder.create({ path: null });
  const zero = process.hrtime.bigint();
  let clients = 0;
  const common = {
    threads: 10,
    seed,
    opTimeoutMs: 5_000,
    recorder,
    now: () => Number(process.hrtime.bigint() - zero),
    signal: new AbortController().signal,
    connect: async (): Promise<Worker> => {
      const client = clientOf(store, random.fork(`client ${clients++}`), late);
      const perform: Worker['invoke'] = (invocation) => register.invoke(client, invocation);
      return {
        node: 'n1',
        invoke: lies === null ? perform : (invocation) => lies.perform(invocation, perform),
        close: client.close,
      };
    },
  };
  const { nextProcess } = await interpret({ ...common, generator: limit(operations, register.generator(context)) });
  const finalReads = register.finalReads?.(context, recorder.toHistory());
  if (finalReads !== undefined) await interpret({ ...common, generator: finalReads, firstProcess: nextProcess });
  const history = recorder.toHistory();
  const verdict = await register.checker.check(history, { keyed: register.keyed, budget: budgetFromNow(20_000) });
  return { verdict, told: lies?.told ?? 0, functions: new Set(history.functionNames) };
}

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

test('is silent on a correct store, whatever is lost on the way', async () => {
  for (const seed of SEEDS) {
    const { verdict, functions } = await run(seed, { plant: null });
    expect([seed, verdict.valid, verdict.anomalies]).toEqual([seed, true, []]);
    expect(functions).toEqual(new Set(['read', 'write', 'cas']));
  }
});

test.each(['stale-read', 'lost-ack'])('catches every run in which %s was told', async (plant) => {
  let lying = 0;
  for (const seed of SEEDS) {
    const { verdict, told } = await run(seed, { plant });
    if (told > 0) lying += 1;
    expect([seed, verdict.valid]).toEqual([seed, told === 0]);
  }
  expect(lying).toBeGreaterThan(SEEDS.length / 2);
});

test.each(['stale-read', 'lost-ack'])(
  'catches a single %s, among operations that begin and end at once',
  async (plant) => {
    let lying = 0;
    for (const seed of SEEDS) {
      const { verdict, told } = await run(seed, { plant, everyNth: 30, operations: 300, late: false });
      if (told > 0) lying += 1;
      expect([seed, verdict.valid]).toEqual([seed, told === 0]);
    }
    expect(lying).toBeGreaterThan(SEEDS.length / 4);
  },
);

test('the same seed gives the same operations, whatever is answered, and values of a key never repeat', () => {
  const context = { options: register.options.parse({ opsPerKey: 30 }), concurrency: 4, nodeCount: 3 };
  const asked = (seed: number, outcome: 'ok' | 'info' | 'fail'): unknown[] =>
    simulate(register.generator(context), {
      threads: 4,
      seed,
      maxOperations: 500,
      complete: () => ({ type: outcome, latencyNs: 1e6 }),
    })
      .filter(({ type }) => type === 'invoke')
      .map(({ f, value }) => [f, value]);
  const operations = asked(7, 'ok');
  expect(asked(7, 'info')).toEqual(operations);
  expect(asked(7, 'fail')).toEqual(operations);
  expect(asked(8, 'ok')).not.toEqual(operations);
  const written = operations.flatMap((operation) => {
    const [f, [key, value]] = z.tuple([z.string(), z.tuple([z.number(), z.unknown()])]).parse(operation);
    return f === 'read' ? [] : [`${key} ${Array.isArray(value) ? value[1] : value}`];
  });
  expect(new Set(written).size).toBe(written.length);
});
