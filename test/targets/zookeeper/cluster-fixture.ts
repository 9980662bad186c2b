/** Three servers by the deployment alone: what the options made of them, and who leads when. */
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import { Deployment } from '../../../harness/target/deployment.js';
import zookeeper from '../../../targets/zookeeper/target.js';

const READY_TIMEOUT_MS = 60_000;
const ASK_TIMEOUT_MS = 2_000;

const cluster = await LocalCluster.create({ nodes: 3, space: inside()?.space ?? '' });
const set = { tickTimeMs: 250, sessionTimeoutMs: 1_000, snapCount: 20, forceSync: 'no', reads: 'plain' };
const targetOptions = zookeeper.options.parse(set);
const now = (): number => performance.now() * 1e6;
const deployment = new Deployment({ target: zookeeper, targetOptions, cluster, spares: [], now });
const seen: Record<string, unknown> = {};

async function until<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const answer = await ask();
    if (isSo(answer) || performance.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const leaders = (): Promise<readonly string[]> => deployment.primaries(ASK_TIMEOUT_MS);

const nodeNamed = (name: string | undefined) => {
  const node = cluster.nodes.find((each) => each.name === name);
  if (node === undefined) throw new Error(`there is no node ${name}`);
  return node;
};
const setClient = async (name: string | undefined) => {
  const context = { ...deployment.context(), options: targetOptions, node: nodeNamed(name) };
  const client = await zookeeper.clients.set?.(context);
  if (client === undefined) throw new Error('there is no client');
  return client;
};

const { signal } = new AbortController();
const began = performance.now();
await deployment.startAll(signal);
console.error(`ready after ${Math.round(performance.now() - began)} ms`);
const first = await leaders();
const [former = ''] = first;
seen['leaders at the start'] = first.length;
const { stdout } = await nodeNamed(former).exec(['cat', '/tmp/zoo.cfg']);
const lineOf = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(stdout)?.[1];
seen['configured'] = Object.fromEntries(['tickTime', 'snapCount', 'forceSync'].map((name) => [name, lineOf(name)]));

const client = await setClient(former);
await client.add(1);
const names = await zookeeper.clients.names?.({
  ...deployment.context(),
  options: targetOptions,
  node: nodeNamed(former),
});
// Snapshots are taken after 10 to 20 transactions.
for (let owner = 0; owner < 40; owner += 1) await names?.claim(`n${owner}`, owner);
await names?.close();
const snapshots = async (): Promise<number> => {
  const listed = await nodeNamed(former).exec(['/bin/sh', '-c', 'ls /data/version-2 | grep -c ^snapshot'], {
    allowFailure: true,
  });
  return Number(listed.stdout);
};
seen['snapshots were written'] = (await until(snapshots, (count) => count > 1)) > 1;
await client.close();

await deployment.kill(former);
const successors = await until(leaders, (names) => names.length === 1 && names[0] !== former);
seen['another leads'] = successors.length === 1 && successors[0] !== former;
const survivor = await until(
  () => setClient(successors[0]).catch(() => null),
  (answer) => answer !== null,
);
await survivor?.add(2);
await survivor?.close();
await deployment.start(former);
await deployment.waitUntilReady(signal, READY_TIMEOUT_MS);
const returned = await setClient(former);
seen['the former leader has what it missed'] = [...(await returned.read())].sort();
await returned.close();
seen['it comes back as a follower'] = !(await leaders()).includes(former);
seen['unexpected exits'] = deployment.exits.filter(({ expected }) => !expected);
await deployment.killAll();
await cluster.close();
console.log(JSON.stringify(seen));
process.exit(0);
