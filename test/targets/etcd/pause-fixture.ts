/** An etcd cluster of three whose leader is paused: what it answers, and what the others make of it. */
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import { Deployment } from '../../../harness/target/deployment.js';
import etcd from '../../../targets/etcd/target.js';

const ANSWER_TIMEOUT_MS = 1_000;
const ELECTION_TIMEOUT_MS = 20_000;

const cluster = await LocalCluster.create({ nodes: 3, space: inside()?.space ?? '' });
const targetOptions = etcd.options.parse({});
const deployment = new Deployment({ target: etcd, targetOptions, cluster, spares: [], now: () => 0 });
await deployment.startAll(new AbortController().signal);

/** Who leads, as those say that answer; waits until it is somebody that `isWanted`. */
async function leader(isWanted: (name: string) => boolean): Promise<string | undefined> {
  const deadline = performance.now() + ELECTION_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const found = (await deployment.primaries(2_000)).find(isWanted);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}

async function answers(address: string): Promise<boolean> {
  try {
    await fetch(`http://${address}:2379/health`, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    return true;
  } catch {
    return false;
  }
}

const before = await leader(() => true);
const node = cluster.nodes.find(({ name }) => name === before);
if (node === undefined) throw new Error('nobody leads');
const answersBefore = await answers(node.address);
await node.applyCondition({ paused: 'signal' });
const answersPaused = await answers(node.address);
const after = await leader((name) => name !== before);
await node.applyCondition({});
await deployment.waitUntilReady(new AbortController().signal, ELECTION_TIMEOUT_MS);
const answersAfter = await answers(node.address);
await deployment.killAll();
await cluster.close();
console.log(JSON.stringify({ before, after: after ?? null, answersBefore, answersPaused, answersAfter }));
process.exit(0);
