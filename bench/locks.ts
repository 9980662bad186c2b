/** How long the checkers of locks take on simulated histories, beside one walk over the same values. */
import { fencing } from '../checkers/fencing/index.js';
import { mutualExclusion } from '../checkers/mutual-exclusion/index.js';
import { lockOperations } from '../checkers/mutual-exclusion/lock-operations.js';
import type { History } from '../harness/contracts/history.js';
import { createRandom } from '../harness/generator/index.js';
import { Recorder } from '../harness/history/recorder.js';
import { budgetFromNow } from '../harness/run/judge.js';
import { grouped, median, printTable } from './table.js';

export const describe = 'mutual exclusion and fencing; the baseline reads the operations and judges nothing';

const SIZES = [10_000, 100_000, 1_000_000];
const RUNS = 3;
const AIM_MS = 2_000;
const CLIENTS = 30;
const LOCKS = 10;
/** Stores of a hold. */
const STORES = 4;

export async function run(): Promise<void> {
  const rows: string[][] = [];
  for (const broken of [false, true]) {
    for (const operations of SIZES) {
      const history = simulated(operations, broken);
      const baselineMs = await timed(() => lockOperations(history, false));
      for (const checker of [mutualExclusion, fencing]) {
        const check = () => checker.check(history, { keyed: false, budget: budgetFromNow() });
        const { valid } = await check();
        const tookMs = await timed(check);
        const ratio = (tookMs / baselineMs).toFixed(1);
        rows.push([checker.property, grouped(operations), String(valid), grouped(tookMs), grouped(baselineMs), ratio]);
      }
    }
  }
  printTable(['property', 'operations', 'valid', 'check ms', 'baseline ms', 'ratio'], rows);
  console.log(`  aim at the largest: ${grouped(AIM_MS)} ms`);
}

async function timed(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < RUNS; at += 1) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return median(times);
}

interface Client {
  process: number;
  lock: number;
  token: number;
  left: number;
  /** What it is in the middle of. */
  doing: { readonly f: string; readonly value: readonly unknown[]; readonly invocation: number } | null;
}

/** A lock service whose clients hold, store and release; one client in a thousand operations is never heard of again. */
function simulated(operations: number, broken: boolean): History {
  const random = createRandom(1);
  const recorder = Recorder.create({ path: null });
  const holders: (Client | null)[] = Array<Client | null>(LOCKS).fill(null);
  const clients: Client[] = Array.from({ length: CLIENTS }, (_, process) => ({
    ...{ process, lock: -1, token: 0, left: 0, doing: null },
  }));
  let [begun, now, tokens] = [0, 0, 0];
  const doubled = broken ? Math.floor(operations / 2) : Number.POSITIVE_INFINITY;
  while (begun < operations) {
    now += 1_000;
    const client = random.pick(clients);
    const { doing } = client;
    if (doing === null) {
      begun += 1;
      const has = client.lock >= 0;
      const f = has ? (client.left > 0 ? 'store' : 'release') : 'acquire';
      const name = `l${has ? client.lock : random.integer(LOCKS)}`;
      const value = f === 'acquire' ? [name] : f === 'store' ? [name, client.token, begun] : [name, client.token];
      const invocation = recorder.invoke(client.process, f, value, now, Number.NaN, 'n1');
      client.doing = { f, value, invocation };
      if (f === 'release') holders[client.lock] = null;
      continue;
    }
    client.doing = null;
    if (random.integer(1_000) === 0) {
      recorder.complete(doing.invocation, 'info', undefined, 'timeout', now);
      if (client.lock >= 0 && holders[client.lock] === client) holders[client.lock] = null;
      client.process += CLIENTS;
      client.lock = -1;
      continue;
    }
    if (doing.f === 'acquire') {
      const lock = Number(String(doing.value[0]).slice(1));
      if (holders[lock] !== null && begun < doubled) {
        recorder.complete(doing.invocation, 'fail', undefined, 'held', now);
        continue;
      }
      tokens += 1;
      holders[lock] = client;
      client.lock = lock;
      client.left = STORES;
      client.token = broken && begun >= doubled ? operations - tokens : tokens;
      recorder.complete(doing.invocation, 'ok', [`l${lock}`, client.token], undefined, now);
      continue;
    }
    recorder.complete(doing.invocation, 'ok', undefined, undefined, now);
    if (doing.f === 'store') client.left -= 1;
    else client.lock = -1;
  }
  return recorder.toHistory();
}
