/** Three servers by the deployment alone: what the options made of them, and who leads when. */
import zookeeper from '../../../targets/zookeeper/target.js';
import { started, until } from '../started.js';

const UNTIL_TIMEOUT_MS = 60_000;

const set = { tickTimeMs: 250, sessionTimeoutMs: 1_000, snapCount: 20, forceSync: 'no', reads: 'plain' };
const { nodes, deployment, connect, primaries: leaders, ready, crashes, end } = await started(zookeeper, 3, set);
const seen: Record<string, unknown> = {};

const nodeNamed = (name: string | undefined) => {
  const node = nodes.find((each) => each.name === name);
  if (node === undefined) throw new Error(`there is no node ${name}`);
  return node;
};
const setClient = (name: string | undefined) => connect('set', nodeNamed(name));

const first = await leaders();
const [former = ''] = first;
seen['leaders at the start'] = first.length;
const { stdout } = await nodeNamed(former).exec(['cat', '/tmp/zoo.cfg']);
const lineOf = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(stdout)?.[1];
seen['configured'] = Object.fromEntries(['tickTime', 'snapCount', 'forceSync'].map((name) => [name, lineOf(name)]));

const client = await setClient(former);
await client.add(1);
const names = await connect('names', nodeNamed(former));
// Snapshots are taken after 10 to 20 transactions.
for (let owner = 0; owner < 40; owner += 1) await names.claim(`n${owner}`, owner);
await names.close();
const snapshots = async (): Promise<number> => {
  const listed = await nodeNamed(former).exec(['/bin/sh', '-c', 'ls /data/version-2 | grep -c ^snapshot'], {
    allowFailure: true,
  });
  return Number(listed.stdout);
};
seen['snapshots were written'] =
  (await until(snapshots, { isSo: (count) => count > 1, timeoutMs: UNTIL_TIMEOUT_MS })) > 1;
await client.close();

await deployment.kill(former);
const successors = await until(leaders, {
  isSo: (leading) => leading.length === 1 && leading[0] !== former,
  timeoutMs: UNTIL_TIMEOUT_MS,
});
seen['another leads'] = successors.length === 1 && successors[0] !== former;
const survivor = await until(() => setClient(successors[0]).catch(() => null), { timeoutMs: UNTIL_TIMEOUT_MS });
await survivor?.add(2);
await survivor?.close();
await deployment.start(former);
await ready();
const returned = await setClient(former);
seen['the former leader has what it missed'] = [...(await returned.read())].sort();
await returned.close();
seen['it comes back as a follower'] = !(await leaders()).includes(former);
seen['unexpected exits'] = crashes();
await end(seen);
