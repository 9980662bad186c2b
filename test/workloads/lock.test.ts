/** The lock workload on a lock service in memory: silent when it is right, caught whenever a lie was told. */
import { expect, test } from 'vitest';
import { PlantedLies } from '../../harness/clients/plant.js';
import type { Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { createRandom, limit, simulate } from '../../harness/generator/index.js';
import { Recorder } from '../../harness/history/recorder.js';
import { interpret, type Worker } from '../../harness/run/interpreter.js';
import { budgetFromNow } from '../../harness/run/judge.js';
import type { LockClient } from '../../workloads/clients/lock.js';
import { type LockOptions, lock } from '../../workloads/lock.js';

/** Locks that nobody ever loses, and values; an answer in a hundred or so is lost when `isLossy`. */
class LockService {
  private readonly holders = new Map<string, number>();
  private readonly values = new Map<string, number>();
  private tokens = 0;

  client(isLost: () => boolean): LockClient {
    const around = async <T>(effect: () => T): Promise<T> => {
      await new Promise((resolve) => setImmediate(resolve));
      const answer = effect();
      await new Promise((resolve) => setImmediate(resolve));
      if (isLost()) throw new Error('the connection was reset');
      return answer;
    };
    return {
      acquire: (name) =>
        around(() => {
          if (this.holders.has(name)) return null;
          this.tokens += 1;
          this.holders.set(name, this.tokens);
          return this.tokens;
        }),
      release: (name, token) => around(() => this.holders.get(name) === token && this.holders.delete(name)),
      store: (name, _token, value) =>
        around(() => {
          this.values.set(name, value);
          return true;
        }),
      load: (name) => around(() => this.values.get(name) ?? null),
      close: async () => {},
    };
  }
}

interface RunOptions {
  readonly plant?: string;
  readonly everyNth?: number;
  readonly isLossy?: boolean;
}

const THREADS = 6;
const chosen: LockOptions = lock.options.parse({ names: 2, holdMs: 4, workMs: 1, retryMs: 1 });
const context = { options: chosen, concurrency: THREADS, nodeCount: 3 };

async function run(seed: number, { plant, everyNth = 3, isLossy = false }: RunOptions) {
  const random = createRandom(seed);
  const service = new LockService();
  const found = lock.plants.find(({ name }) => name === plant);
  const lies = found === undefined ? null : new PlantedLies(found.create(random.fork('plant')), everyNth);
  const recorder = Recorder.create({ path: null });
  const zero = process.hrtime.bigint();
  const common = {
    threads: THREADS,
    seed,
    opTimeoutMs: 5_000,
    recorder,
    now: () => Number(process.hrtime.bigint() - zero),
    signal: new AbortController().signal,
    connect: async (): Promise<Worker> => {
      const client = service.client(() => isLossy && random.real() < 0.01);
      const perform: Worker['invoke'] = (invocation) => lock.invoke(client, invocation);
      return {
        node: 'n1',
        invoke: lies === null ? perform : (invocation) => lies.perform(invocation, perform),
        close: client.close,
      };
    },
  };
  const { nextProcess } = await interpret({ ...common, generator: limit(250, lock.generator(context)) });
  const finalReads = lock.finalReads?.(context, recorder.toHistory());
  if (finalReads !== undefined) await interpret({ ...common, generator: finalReads, firstProcess: nextProcess });
  return { history: recorder.toHistory(), told: lies?.told ?? 0 };
}

async function judge(history: History, property: string): Promise<Verdict> {
  const checker = [lock.checker, ...(lock.alsoJudgedBy ?? [])].find((each) => each.property === property);
  if (checker === undefined) throw new Error(`the workload is not judged by ${property}`);
  return checker.check(history, { keyed: lock.keyed, budget: budgetFromNow(20_000) });
}

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

test('both properties hold of a correct service, whatever is lost on the way', async () => {
  for (const seed of SEEDS) {
    const { history } = await run(seed, { isLossy: true });
    for (const property of ['mutual-exclusion', 'fencing']) {
      const { valid, anomalies } = await judge(history, property);
      expect([seed, property, valid, anomalies]).toEqual([seed, property, true, []]);
    }
    expect(new Set(history.functionNames)).toEqual(new Set(['acquire', 'store', 'release', 'load']));
  }
});

test.each([
  ['double-grant', 'mutual-exclusion'],
  ['stale-token', 'fencing'],
])('%s is caught by %s whenever it was told', async (plant, property) => {
  let lying = 0;
  for (const seed of SEEDS) {
    const { history, told } = await run(seed, { plant });
    if (told > 0) lying += 1;
    const { valid } = await judge(history, property);
    expect([seed, valid]).toEqual([seed, told === 0]);
  }
  expect(lying).toBeGreaterThan(SEEDS.length / 2);
});

test('a holder stores new values at its pace, releases when its time is over, and then somebody tries again', () => {
  const options = lock.options.parse({ names: 1, holdMs: 1_000, workMs: 300, retryMs: 50 });
  let token = 0;
  let holder: unknown = null;
  const events = simulate(lock.generator({ options, concurrency: 3, nodeCount: 3 }), {
    threads: 3,
    maxTimeNs: 20e9,
    complete: ({ f, value, thread }) => {
      const latencyNs = 1e6;
      if (f === 'release') holder = null;
      if (f !== 'acquire') return { type: 'ok', latencyNs };
      if (holder !== null) return { type: 'fail', latencyNs };
      holder = thread;
      token += 1;
      return { type: 'ok', value: [(value as [string])[0], token], latencyNs };
    },
  });
  const invoked = events.filter(({ type }) => type === 'invoke');
  const stored = invoked.filter(({ f }) => f === 'store').map(({ value }) => (value as number[])[2]);
  expect(new Set(stored).size).toBe(stored.length);
  const granted = events.filter(({ f, type }) => f === 'acquire' && type === 'ok');
  expect(granted.length).toBeGreaterThan(10);
  for (const { time, thread } of granted.slice(0, -1)) {
    const mine = invoked.filter((event) => event.thread === thread && event.time > time).slice(0, 4);
    expect(mine.map(({ f }) => f)).toEqual(['store', 'store', 'store', 'release']);
    expect(mine.map((event) => Math.round((event.time - time) / 1e7))).toEqual([30, 60, 90, 100]);
  }
});

test('who is refused releases at once, and after an unknown outcome begins anew', () => {
  for (const [outcome, next] of [
    ['fail', 'release'],
    ['info', 'acquire'],
  ] as const) {
    const events = simulate(lock.generator({ ...context, concurrency: 1 }), {
      threads: 1,
      maxOperations: 3,
      complete: ({ f, value }) => {
        if (f === 'acquire') return { type: 'ok', value: [(value as [string])[0], 1], latencyNs: 1e6 };
        return { type: f === 'store' ? outcome : 'ok', latencyNs: 1e6 };
      },
    });
    expect(events.filter(({ type }) => type === 'invoke').map(({ f }) => f)).toEqual(['acquire', 'store', next]);
  }
});
