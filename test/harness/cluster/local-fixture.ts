/** A local cluster of three nodes, put through everything that its interface offers; prints what was measured. */
import { readdirSync } from 'node:fs';
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import type { Heartbeat, ProcessState, Reach } from '../../../harness/contracts/cluster.js';
import type { Cut } from '../../../harness/contracts/trouble.js';

const space = inside()?.space ?? '';
const cluster = await LocalCluster.create({ nodes: 3, space });
const [n1, n2] = cluster.nodes;
if (n1 === undefined || n2 === undefined) throw new Error('no nodes');

const lost = (reach: readonly Reach[]): string[] =>
  reach.filter(({ arrived }) => !arrived).map(({ from, to, family }) => `${from}>${to}/${family}`);
const withCuts = async (cuts: readonly Cut[]): Promise<string[]> => {
  await cluster.applyNetwork({ cuts, links: [] });
  return lost((await cluster.measureNetwork({ cuts, links: [] })).reach);
};

/** Who was heard by whom in the time in which each sends twice or more. */
const beats: Heartbeat[] = [];
await cluster.watchDelays((beat) => beats.push(beat));
const hear = async (): Promise<readonly string[]> => {
  beats.length = 0;
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  return [...new Set(beats.map(({ from, to }) => `${from}>${to}`))].sort();
};
const heard = await hear();
const delaysMs = beats.map(({ sentNs, arrivedNs }) => (arrivedNs - sentNs) / 1e6);
const ageMs = beats.map(({ arrivedNs }) => (Number(process.hrtime.bigint()) - arrivedNs) / 1e6);

const clean = lost((await cluster.measureNetwork({ cuts: [], links: [] })).reach);
const oneWay = await withCuts([{ from: 'n1', to: 'n2' }]);
const heardOneWay = await hear();
const fromClients = await withCuts([{ from: 'clients', to: 'n3' }]);
const auditInForce = await cluster.audit();
const healed = await withCuts([]);
const auditHealed = await cluster.audit();

const sleeper = await n1.start({
  name: 'sleeper',
  command: ['sh', '-c', 'sleep 100 & sleep 100 & echo started; wait'],
});
/** A signal takes effect a moment after it was sent; what is measured is whether it does at all. */
const becomes = async (state: ProcessState): Promise<ProcessState> => {
  const deadline = performance.now() + 5_000;
  while ((await sleeper.state()) !== state && performance.now() < deadline) await new Promise((r) => setTimeout(r, 10));
  return sleeper.state();
};
const states = [await becomes('running')];
await sleeper.signal('STOP');
states.push(await becomes('stopped'));
await sleeper.signal('CONT');
states.push(await becomes('running'));
await sleeper.signal('KILL');
const exit = await sleeper.exited;
states.push(await becomes('gone'));

await n1.put('/data/x', 'hello');
const file = Buffer.from(await n1.get('/data/x')).toString();
const elsewhere = await n2.exec(['ls', '/data/x'], { allowFailure: true });
await n1.wipe('/data');
const wiped = (await n1.exec(['ls', '/data'])).stdout;
const machine = {
  hostname: (await n2.exec(['hostname'])).stdout.trim(),
  etc: (await n1.exec(['touch', '/etc/faultline-test'], { allowFailure: true })).exitCode,
  quoting: (await n1.exec(['printf', '%s', `it's "$HOME" \\ $(id)`])).stdout,
  neighbours: (await n1.exec(['cat', '/etc/hosts'])).stdout.includes('10.88.0.11 n2'),
};
const failing = await n1.exec(['sh', '-c', 'exit 7'], { allowFailure: true });
await cluster.collectLogs(`${space}/collected`);
const logs = readdirSync(`${space}/collected/n1`);
await cluster.close();
const heartbeats = { heard, heardOneWay, delaysMs, ageMs };
const results = { heartbeats, clean, oneWay, fromClients, auditInForce, healed, auditHealed, states, exit, file };
console.log(
  JSON.stringify({ ...results, elsewhere: elsewhere.exitCode, wiped, machine, failing: failing.exitCode, logs }),
);
process.exit(0);
