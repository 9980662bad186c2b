/** Faults of a disk that can lie, on a node of a local cluster: prints what a program on it met with, and what it lost. */
import { faultNamed } from '../../../cli/catalogue.js';
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import type { ProbeRecord } from '../../../harness/run/fault-controller.js';
import { Deployment } from '../../../harness/target/deployment.js';
import { controlFaults } from '../../harness/run/control-faults.js';
import { FAILURES, journal, SAFE, STARTS } from './journal-target.js';

const space = inside()?.space ?? '';
const cluster = await LocalCluster.create({ nodes: 1, space, dataFolders: ['/data'], faultyDisk: { seed: 7 } });
const [node] = cluster.nodes;
if (node === undefined) throw new Error('no node');
const now = (): number => performance.now() * 1e6;
const deployment = new Deployment({ target: journal, targetOptions: {}, cluster, spares: [], now });
await deployment.startAll(new AbortController().signal);

const probes: ProbeRecord[] = [];
const controller = controlFaults(cluster, deployment, { recordProbe: (probe) => probes.push(probe) });
let count = 0;
const inject = async (fault: string, parameters: Readonly<Record<string, unknown>>): Promise<string> => {
  count += 1;
  const id = `${fault}-${count}`;
  await controller.inject({
    ...{ id, fault, durationMs: 60_000, seed: count, when: { atMs: 0 } },
    parameters: faultNamed(fault).parameters.parse({ victims: 'n1', ...parameters }),
  });
  return id;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const read = async (path: string): Promise<string> => {
  return (await node.exec(['cat', path], { allowFailure: true })).stdout;
};
const safe = async (): Promise<number> => Number(await read(SAFE));
/** Waits until the program has started so often, and answers what it found then: the last number of each file. */
const found = async (starts: number): Promise<readonly number[]> => {
  const lines = async (): Promise<string[]> => (await read(STARTS)).trim().split('\n');
  const deadline = performance.now() + 10_000;
  while ((await lines()).length < starts && performance.now() < deadline) await pause(20);
  return ((await lines())[starts - 1] ?? '').split(' ').map(Number);
};
const size = async (path: string): Promise<number> => Number((await node.exec(['stat', '-c', '%s', path])).stdout);

/** Injects it, lets the program meet with it, heals it, and answers what failed meanwhile and how far it got. */
const meet = async (fault: string, parameters: Readonly<Record<string, unknown>>) => {
  await node.exec(['rm', '-f', FAILURES]);
  // A program that has noted a failure does not note it again.
  await deployment.kill('n1');
  await deployment.start('n1');
  await pause(300);
  const id = await inject(fault, parameters);
  const from = await safe();
  await pause(1_500);
  const to = await safe();
  const failures = (await read(FAILURES)).trim().split('\n').sort();
  await controller.heal(id);
  const before = await safe();
  await pause(500);
  return { failures, advanced: to - from, state: await deployment.state('n1'), after: (await safe()) - before };
};

await pause(700);
const unsyncedBytes = await size('/data/unsynced');
const cut = await inject('lose-unsynced', {});
const safeAtCut = await safe();
const left = { synced: await size('/data/synced'), unsynced: await size('/data/unsynced') };
await controller.heal(cut);
const lost = { unsyncedBytes, safeAtCut, left, found: await found(2) };

await pause(700);
const whole = await size('/data/unsynced');
const torn = await inject('torn-write', {});
const tornBytes = [...(await node.get('/data/unsynced'))].filter((byte) => byte !== 0).length;
const safeAtTear = await safe();
await controller.heal(torn);
const tear = { whole, tornBytes, safeAtTear, found: await found(3) };

const met = {
  fsync: await meet('disk-error', { operations: 'fsync', percent: 100 }),
  write: await meet('disk-error', { operations: 'write', percent: 100, files: 'unsyn*' }),
  full: await meet('disk-full', { freeKb: 0 }),
  readOnly: await meet('read-only', {}),
  slow: await meet('slow-disk', { ms: 200 }),
};
const samples = probes.flatMap((probe) => probe.samples);
const audit = await cluster.audit();
await deployment.killAll();
await cluster.close();
const bad = samples.filter(({ ok }) => !ok);
const subjects = samples.map(({ subject }) => subject);
console.log(JSON.stringify({ lost, tear, met, audit, bad, subjects: [...new Set(subjects)] }));
process.exit(0);
