/** A lock service whose 30 clients take, use and give back ten locks. */
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import { Recorder } from '../../harness/history/recorder.js';

const CLIENTS = 30;
const LOCKS = 10;
/** Stores of a hold. */
const STORES = 4;

interface Client {
  process: number;
  lock: number;
  token: number;
  left: number;
  /** What it is in the middle of. */
  doing: { readonly f: string; readonly value: readonly unknown[]; readonly invocation: number } | null;
}

/** A lock service whose clients hold, store and release; one client in a thousand operations is never heard of again. */
export function simulateLocks(operations: number, random: Random): History {
  const recorder = Recorder.create({ path: null });
  const holders: (Client | null)[] = Array<Client | null>(LOCKS).fill(null);
  const clients: Client[] = Array.from({ length: CLIENTS }, (_, process) => ({
    ...{ process, lock: -1, token: 0, left: 0, doing: null },
  }));
  let [begun, now, tokens] = [0, 0, 0];
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
      if (holders[lock] !== null) {
        recorder.complete(doing.invocation, 'fail', undefined, 'held', now);
        continue;
      }
      tokens += 1;
      holders[lock] = client;
      client.lock = lock;
      client.left = STORES;
      client.token = tokens;
      recorder.complete(doing.invocation, 'ok', [`l${lock}`, client.token], undefined, now);
      continue;
    }
    recorder.complete(doing.invocation, 'ok', undefined, undefined, now);
    if (doing.f === 'store') client.left -= 1;
    else client.lock = -1;
  }
  return recorder.toHistory();
}
