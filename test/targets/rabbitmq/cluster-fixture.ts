/** Three servers by the deployment alone: what the options made of them, what clients hear, what a partition does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DefiniteFailure, Unavailable } from '../../../harness/contracts/errors.js';
import { Connection } from '../../../targets/rabbitmq/clients/connection.js';
import { MANAGEMENT_PORT } from '../../../targets/rabbitmq/configuration.js';
import { QUEUE } from '../../../targets/rabbitmq/queue.js';
import { replicasOf } from '../../../targets/rabbitmq/status.js';
import rabbitmq from '../../../targets/rabbitmq/target.js';
import type { QueueClient } from '../../../workloads/clients/queue.js';
import { started, until as untilIn } from '../started.js';

const READY_TIMEOUT_MS = 90_000;
const ASK_TIMEOUT_MS = 5_000;

const { cluster, nodes, deployment, connect, primaries, ready, crashes, end } = await started(rabbitmq, 3, {
  tickTimeS: 2,
});
const [n1, n2, n3] = nodes;
if (n1 === undefined || n2 === undefined || n3 === undefined) throw new Error('there are not three nodes');
const seen: Record<string, unknown> = {};

/** What an operation says of its outcome. */
async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    return `answered ${JSON.stringify((await call) ?? null)}`;
  } catch (error) {
    if (error instanceof Unavailable) return 'unavailable';
    return error instanceof DefiniteFailure ? 'refused' : 'unknown';
  }
}

const until = (isSo: () => Promise<boolean>): Promise<boolean> =>
  untilIn(() => isSo().catch(() => false), { timeoutMs: READY_TIMEOUT_MS });

async function takeAll(client: QueueClient): Promise<readonly number[]> {
  const taken: number[] = [];
  for (;;) {
    const element = await client.dequeue();
    if (element === null) return taken;
    taken.push(element);
  }
}

seen['leads'] = await primaries();
seen['replicas'] = (await replicasOf(n2)).length;

const first = await connect('queue', n1);
for (const element of [3, -1, 2]) await first.enqueue(element);
const third = await connect('queue', n3);
seen['taken on another node'] = await takeAll(third);

// What was delivered and not acknowledged is somebody else's once its connection has ended.
await first.enqueue(7);
const holder = await Connection.open(n2, new AbortController().signal);
seen['held'] = (await holder.get(QUEUE))?.content.toString();
seen['meanwhile'] = await third.dequeue();
holder.close();
seen['it comes back'] = await until(async () => (await third.dequeue()) === 7);

// Closed in the middle of an operation by whoever does not wait any longer.
await n1.applyCondition({ paused: 'signal' });
const waiting = outcomeOf(first.enqueue(8));
await sleep(50);
for (const _ of ['once', 'twice']) await first.close();
seen['under way when it was closed'] = await waiting;
seen['after it was closed'] = await outcomeOf(first.enqueue(9));
await n1.applyCondition({});
seen['what was sent before is there'] = await until(async () => (await third.dequeue()) === 8);

// A minority pauses itself as soon as it takes the others for down, and comes back when it sees them.
const alone = [n1, n2].flatMap(({ name }) => [
  { from: name, to: n3.name },
  { from: n3.name, to: name },
]);
await cluster.applyNetwork({ cuts: alone, links: [] });
const cutAt = performance.now();
seen['paused'] = await until(async () => (await outcomeOf(third.enqueue(10))) === 'unavailable');
console.error(`paused after ${Math.round(performance.now() - cutAt)} ms`);
const second = await connect('queue', n2);
seen['the majority goes on'] = await outcomeOf(second.enqueue(11));
await cluster.applyNetwork({ cuts: [], links: [] });
await ready(READY_TIMEOUT_MS);
seen['and what it confirmed is there'] = await until(async () => (await third.dequeue()) === 11);

// Whoever publishes is told, in the same words as of a success, that it was thrown away.
const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
const url = `http://${n1.address}:${MANAGEMENT_PORT}/api/queues/%2F/${QUEUE}`;
const request = { method: 'DELETE', headers: { authorization } };
seen['the queue is gone'] = await until(async () => {
  return (await fetch(url, { ...request, signal: AbortSignal.timeout(ASK_TIMEOUT_MS) })).ok;
});
await ready(READY_TIMEOUT_MS);
seen['without a queue'] = [await outcomeOf(second.enqueue(12)), await outcomeOf(second.dequeue())];
await deployment.killAll();
seen['when nobody listens'] = await outcomeOf(second.enqueue(13));
for (const client of [second, third]) await client.close();
seen['unexpected exits'] = crashes();
await end(seen);
