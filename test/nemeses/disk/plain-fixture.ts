/** Faults on what a node of plain files stores: prints what was there before, meanwhile and after. */
import { faultNamed } from '../../../cli/catalogue.js';
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import type { FaultEventValue } from '../../../harness/contracts/fault.js';
import { Deployment } from '../../../harness/target/deployment.js';
import { controlFaults } from '../../harness/run/control-faults.js';
import { journal, STARTS } from './journal-target.js';

const cluster = await LocalCluster.create({ nodes: 1, space: inside()?.space ?? '', dataFolders: ['/data'] });
const [node] = cluster.nodes;
if (node === undefined) throw new Error('no node');
const now = (): number => performance.now() * 1e6;
const deployment = new Deployment({ target: journal, targetOptions: {}, cluster, spares: [], now });
await deployment.startAll(new AbortController().signal);

const events: FaultEventValue[] = [];
const controller = controlFaults(cluster, deployment, { record: (value) => events.push(value) });
const inject = (fault: string, parameters: Readonly<Record<string, unknown>>, durationMs = 60_000): Promise<boolean> =>
  controller.inject({
    ...{ id: fault, fault, durationMs, seed: 3, when: { atMs: 0 } },
    parameters: faultNamed(fault).parameters.parse({ victims: 'n1', ...parameters }),
  });

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const starts = async (): Promise<number[]> =>
  Buffer.from(await node.get(STARTS))
    .toString()
    .trim()
    .split('\n')
    .map((line) => Number(line.split(' ')[0]));
/** Waits until the program has started so often, and answers what it found the last time. */
const found = async (count: number): Promise<number | undefined> => {
  const deadline = performance.now() + 10_000;
  while ((await starts()).length < count && performance.now() < deadline) await pause(20);
  return (await starts())[count - 1];
};
const list = async (): Promise<string> => (await node.exec(['ls', '-A', '/data'])).stdout.trim();

/** A file beside the program's own, in which nothing is but zeros. */
const zeros = async (): Promise<void> => {
  await node.exec(['mkdir', '-p', '/data/static']);
  await node.put('/data/static/zeros', Buffer.alloc(8_192));
};
const damage = async (): Promise<{ size: number; bytes: number; bits: number }> => {
  const bytes = [...(await node.get('/data/static/zeros'))];
  const bits = bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  return { size: bytes.length, bytes: bytes.filter((byte) => byte !== 0).length, bits };
};

await pause(500);
const first = await list();
await inject('wipe', {});
const wiped = await list();
await controller.heal('wipe');
const wipe = { first, wiped, found: await found(2) };

await pause(500);
await inject('rollback', { downMs: 300 }, 3_000);
const kept = await found(3);
await pause(1_500);
const grown = (await node.exec(['tail', '-n', '1', '/data/synced'])).stdout.trim();
await pause(1_200);
const isDown = (await deployment.state('n1')) === 'gone';
await controller.heal('rollback');
const rollback = { kept, grown: Number(grown), isDown, found: await found(4) };

const damaged: Record<string, unknown> = {};
await zeros();
await inject('bit-rot', { files: 'static/*', bits: 12, toByte: 99 });
damaged['running'] = { ...(await damage()), state: await deployment.state('n1'), starts: (await starts()).length };
await controller.heal('bit-rot');
for (const [fault, parameters] of [
  ['bit-rot', { files: 'static/*', bits: 12, while: 'down' }],
  ['corrupt-file', { files: 'static/*', bytes: 64 }],
  ['truncate-file', { files: 'static/*', bytes: 100 }],
] as const) {
  await zeros();
  await inject(fault, parameters);
  damaged[fault] = { ...(await damage()), state: await deployment.state('n1') };
  await controller.heal(fault);
}
const nobody = await inject('corrupt-file', { files: 'nothing/*' });
const state = await deployment.state('n1');
const skipped = events.filter(({ phase }) => phase === 'skipped').map(({ detail }) => detail);
const audit = await cluster.audit();
const crashes = deployment.exits.filter(({ expected }) => !expected).length;
await deployment.killAll();
await cluster.close();
console.log(JSON.stringify({ wipe, rollback, damaged, nobody, state, skipped, audit, crashes }));
process.exit(0);
