/** A master, two replicas and three sentinels, by the deployment alone: what the options made of them, and who is master when. */
import type { Node } from '../../../harness/contracts/cluster.js';
import { askOnce, type Command } from '../../../targets/redis/clients/connection.js';
import { MASTER_NAME, SENTINEL_PORT, SERVER_PORT } from '../../../targets/redis/ports.js';
import redis from '../../../targets/redis/target.js';
import { started, until } from '../started.js';

const READY_TIMEOUT_MS = 30_000;
const ASK_TIMEOUT_MS = 2_000;

// With 400 ms sentinels take masters down that wait for a slow disk, one after another, back to the first.
const set = { persistence: 'always', minReplicas: 1, wait: 1, downAfterMs: 1_500, readsFrom: 'replica' };
const { nodes, deployment, connect, primaries, ready, crashes, end } = await started(redis, 3, set);
const [n1, n2, n3] = nodes;
if (n1 === undefined || n2 === undefined || n3 === undefined) throw new Error('there are not three nodes');
const seen: Record<string, unknown> = {};

const ask = (node: Node, port: number, ...command: Command): Promise<unknown> =>
  askOnce({ address: node.address, port }, command, ASK_TIMEOUT_MS);

async function configOf(node: Node, ...names: readonly string[]): Promise<readonly unknown[]> {
  const replies = await Promise.all(names.map((name) => ask(node, SERVER_PORT, 'CONFIG', 'GET', name)));
  return replies.map((reply) => (Array.isArray(reply) ? reply[1] : reply));
}

/** What a server says that it is when it first answers: later its sentinels may have told it to be something else. */
async function firstRole(node: Node): Promise<unknown> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const reply = await ask(node, SERVER_PORT, 'ROLE').catch(() => null);
    if (Array.isArray(reply)) return reply[0];
    if (performance.now() > deadline) return 'silent';
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

seen['masters at the start'] = await primaries();
seen['config'] = await configOf(
  n2,
  'appendonly',
  'appendfsync',
  'save',
  'min-replicas-to-write',
  'min-replicas-max-lag',
);
const view = await ask(n3, SENTINEL_PORT, 'SENTINEL', 'MASTER', MASTER_NAME);
const words: readonly unknown[] = Array.isArray(view) ? view : [];
seen['sentinel'] = ['quorum', 'down-after-milliseconds', 'num-slaves'].map((name) => words[words.indexOf(name) + 1]);
const period = await ask(n3, SENTINEL_PORT, 'SENTINEL', 'DEBUG');
seen['info period'] =
  Array.isArray(period) && period.includes('INFO-PERIOD') ? period[period.indexOf('INFO-PERIOD') + 1] : period;

const client = await connect('set', n2);
await client.add(1);
// One replica has acknowledged it, which need not be the one that is read.
await until(() => client.read(), { isSo: (elements) => elements.length === 1 });
await n1.applyCondition({ paused: 'signal' });
seen['read on a replica while the master is paused'] = await client.read();
await client.close();
await n1.applyCondition({});

await deployment.kill('n1');
const others = await until(primaries, { isSo: (masters) => masters.length === 1 && masters[0] !== 'n1' });
seen['another is master'] = others.length === 1 && others[0] !== 'n1';
const survivor = await connect('set', n3);
// The clients of its node ask its sentinel, which may be the last to hear of it.
for (let tries = 0; tries < 100; tries += 1) {
  const isAdded = await survivor.add(2).then(
    () => true,
    () => false,
  );
  if (isAdded) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
await survivor.close();
await deployment.start('n1');
seen['n1 comes back as'] = await firstRole(n1);
await ready(READY_TIMEOUT_MS);
seen['n1 is master again'] = (await primaries()).includes('n1');
await deployment.kill('n1');
await deployment.start('n1');
seen['n1 comes back once more as'] = await firstRole(n1);
await ready(READY_TIMEOUT_MS);
const returned = await connect('set', n1);
seen['n1 has what it missed'] = await returned.read();
await returned.close();
seen['unexpected exits'] = crashes();
await end(seen);
