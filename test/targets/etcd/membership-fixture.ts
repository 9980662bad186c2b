/** etcd's members come and go, by the deployment alone: what became of each change, and of what was tried in vain. */
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import type { Node } from '../../../harness/contracts/cluster.js';
import { FaultlineError } from '../../../harness/contracts/errors.js';
import { Deployment } from '../../../harness/target/deployment.js';
import { Gateway } from '../../../targets/etcd/gateway.js';
import { membership } from '../../../targets/etcd/membership.js';
import etcd from '../../../targets/etcd/target.js';

const FOUNDERS = 5;
const READY_TIMEOUT_MS = 30_000;
const KEY = Buffer.from('kept').toString('base64');

const cluster = await LocalCluster.create({ nodes: FOUNDERS + 1, space: inside()?.space ?? '' });
const targetOptions = etcd.options.parse({});
const spares = ['n6'];
const deployment = new Deployment({ target: etcd, targetOptions, cluster, spares, now: () => performance.now() * 1e6 });
const { signal } = new AbortController();
const node = (name: string): Node => required(cluster.nodes.find((each) => each.name === name));
const ready = (): Promise<void> => deployment.waitUntilReady(signal, READY_TIMEOUT_MS);
const leave = (name: string, evenBelowMajority = false): Promise<void> =>
  deployment.leave(name, { evenBelowMajority, mayWait: true });
const join = (name: string): Promise<void> => deployment.join(name, { mayWait: true });
const membershipNow = (name: string): Promise<string> => deployment.membership(name, { mayWait: false });
/** When those that stay have agreed: while they elect a leader, what each of them says is not the same. */
async function membershipOf(name: string): Promise<string> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const said = await membershipNow(name);
    if (said !== 'unclear' || performance.now() > deadline) return said;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
const seen: Record<string, unknown> = {};

function required(found: Node | undefined): Node {
  if (found === undefined) throw new Error('there is no such node');
  return found;
}

/** How it ended, and how long it took. */
async function attempt(change: Promise<void>): Promise<string> {
  const began = performance.now();
  const code = await change.then(
    () => 'done',
    (error: unknown) => {
      console.error(String(error));
      return error instanceof FaultlineError ? error.code : String(error);
    },
  );
  console.error(`${code} after ${Math.round(performance.now() - began)} ms`);
  return code;
}

/** Identifier of a node's member, as n1 says; null when it is none. */
async function idOf(name: string, asked = 'n1'): Promise<string | null> {
  const members = await membership.members({ options: targetOptions, nodes: cluster.nodes, node: node(asked) });
  return members.find((member) => member.node === name)?.id ?? null;
}

async function files(name: string): Promise<number> {
  const { stdout } = await node(name).exec(['find', '/data', '-mindepth', '1']);
  return stdout.split('\n').filter((line) => line !== '').length;
}

/** What this node alone says. */
async function kept(name: string): Promise<string> {
  const gateway = new Gateway({ address: node(name).address, port: 2379 });
  const { json } = await gateway.post('/v3/kv/range', { key: KEY, serializable: true }, 2_000);
  gateway.close();
  const [found] = (json as { kvs?: { value: string }[] }).kvs ?? [];
  return Buffer.from(found?.value ?? '', 'base64').toString();
}

await deployment.startAll(signal);
seen['spare at the start'] = [await deployment.state('n6'), await membershipOf('n6')];
const writer = new Gateway({ address: node('n1').address, port: 2379 });
await writer.post('/v3/kv/put', { key: KEY, value: Buffer.from('yes').toString('base64') }, 2_000);
writer.close();

const first = await idOf('n2');
seen['running: leaves'] = [await attempt(leave('n2')), await membershipOf('n2'), await deployment.state('n2')];
seen['running: data left'] = await files('n2');
await deployment.start('n2');
seen['running: started while it is out'] = await deployment.state('n2');
seen['running: comes back'] = [await attempt(join('n2')), await membershipOf('n2')];
seen['running: is another member'] = (await idOf('n2')) !== first;
seen['running: has what was written'] = await kept('n2');

await deployment.kill('n3');
seen['dead: replaced'] = [
  await attempt(leave('n3')),
  await membershipOf('n3'),
  await attempt(join('n3')),
  await membershipOf('n3'),
];

await node('n2').applyCondition({ paused: 'signal' });
seen['paused: leaves'] = [await attempt(leave('n2')), await deployment.state('n2'), await files('n2')];
await node('n2').applyCondition({});
seen['paused: comes back'] = await attempt(join('n2'));

const [leader = 'n1'] = await deployment.primaries(2_000);
seen['leader: leaves'] = [await attempt(leave(leader)), await membershipOf(leader)];
seen['leader: comes back'] = await attempt(join(leader));

seen['spare: joins'] = [await attempt(join('n6')), await membershipOf('n6'), await kept('n6')];
await deployment.kill('n6');
await deployment.start('n6');
await ready();
seen['spare: started again'] = [await deployment.state('n6'), await membershipOf('n6')];
seen['spare: leaves'] = [await attempt(leave('n6')), await membershipOf('n6'), await files('n6')];

await deployment.kill('n4');
await deployment.kill('n5');
seen['two of five dead: a third leaves'] = [await attempt(leave('n1')), await deployment.state('n1')];
seen['two of five dead: a third leaves anyway'] = [await attempt(leave('n1', true)), await deployment.state('n1')];
seen['two of five dead: a dead one leaves'] = await attempt(leave('n4'));
seen['one of four dead: one comes back'] = await attempt(join('n4'));
seen['one of four dead: it does not run'] = [await deployment.state('n4'), await membershipOf('n4')];
await deployment.start('n5');
await ready();
seen['all up again: it comes back'] = [await attempt(join('n4')), await membershipOf('n4')];

for (const name of ['n1', 'n2', 'n3']) await deployment.kill(name);
seen['no majority: one leaves'] = [await attempt(leave('n4')), await membershipNow('n4')];
for (const name of ['n1', 'n2', 'n3']) await deployment.start(name);
await ready();
seen['at the end'] = await Promise.all(cluster.nodes.map(({ name }) => membershipOf(name)));
seen['unexpected exits'] = deployment.exits.filter(({ expected }) => !expected);
await deployment.killAll();
await cluster.close();
console.log(JSON.stringify(seen));
process.exit(0);
