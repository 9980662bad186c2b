/** Overlapping faults on a real cluster, ended in every order: prints what was measured after each step. */
import { z } from 'zod';
import { faultNamed } from '../../../cli/catalogue.js';
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import { Reconciler } from '../../../harness/cluster/reconciler.js';
import type { FaultEventValue, ScheduledFault } from '../../../harness/contracts/fault.js';
import { defineTarget } from '../../../harness/contracts/target.js';
import { FaultController, type ProbeRecord } from '../../../harness/run/fault-controller.js';
import { Deployment } from '../../../harness/target/deployment.js';

/** Two programs on each node that do nothing. */
const sleepers = defineTarget({
  name: 'sleepers',
  describe: 'programs that sleep',
  software: {},
  options: z.strictObject({}),
  claims: () => ({}),
  processes: () =>
    ['a', 'b'].map((name) => ({ name, command: ['sleep', '86398'], ready: async () => ({ ready: true as const }) })),
  clients: {},
});

const cluster = await LocalCluster.create({ nodes: 3, space: inside()?.space ?? '' });
const now = (): number => performance.now() * 1e6;
const deployment = new Deployment({ target: sleepers, targetOptions: {}, cluster, now });
await deployment.startAll(new AbortController().signal);

const events: FaultEventValue[] = [];
const probes: ProbeRecord[] = [];
const controller = new FaultController({
  cluster,
  reconciler: new Reconciler(cluster, deployment),
  faultNamed,
  primaries: async () => ['n2'],
  crashed: (node) => deployment.crashed(node),
  now,
  monotonicNs: () => Number(process.hrtime.bigint()),
  record: (value) => events.push(value),
  recordProbe: (probe) => probes.push(probe),
});

const scheduled: Readonly<Record<string, ScheduledFault>> = {
  pause: { id: 'pause', fault: 'pause', parameters: { victims: 'n1' }, when: { atMs: 0 }, durationMs: 1, seed: 1 },
  kill: { id: 'kill', fault: 'kill', parameters: { victims: 'n1' }, when: { atMs: 0 }, durationMs: 1, seed: 1 },
  cut: {
    id: 'cut',
    fault: 'partition',
    parameters: { shape: 'deaf', victims: 'n2' },
    when: { atMs: 0 },
    durationMs: 1,
    seed: 1,
  },
  isolate: {
    id: 'isolate',
    fault: 'partition',
    parameters: { shape: 'isolate', victims: 'n2' },
    when: { atMs: 0 },
    durationMs: 1,
    seed: 1,
  },
};
const inject = (name: string): Promise<boolean> => controller.inject(scheduled[name] as ScheduledFault);

/** What the last probe saw: the processes' states, and the links that carry nothing. */
function measured(): string {
  const last = probes.at(-1);
  const lost = (last?.reach ?? [])
    .filter(({ arrived, family }) => !arrived && family === 4)
    .map(({ from, to }) => `${from}>${to}`);
  return `${Object.values(last?.processes ?? {}).join(' ')} | ${lost.join(' ')}`;
}

const steps: Record<string, string> = {};
const orders = [
  ['pause', 'kill', 'cut'],
  ['kill', 'cut', 'pause'],
  ['cut', 'pause', 'kill'],
];
for (const order of orders) {
  for (const name of ['pause', 'kill', 'cut', 'isolate']) await inject(name);
  steps[`all, then ${order.join()}`] = measured();
  for (const name of order) {
    await controller.heal(name);
    steps[`healed ${order.slice(0, order.indexOf(name) + 1).join()} of ${order.join()}`] = measured();
  }
  await controller.healAll();
  await controller.healAll();
  steps[`clean after ${order.join()}`] = measured();
}
const again = [
  await inject('pause'),
  await controller.inject({ ...(scheduled['pause'] as ScheduledFault), id: 'pause2' }),
];
await controller.healAll();
// A victim that has ended by itself has nothing left to pause.
const killer = 'for f in $(grep -lz "^86398$" /proc/[0-9]*/cmdline); do kill -9 $(basename $(dirname $f)); done';
await cluster.nodes[0]?.exec(['sh', '-c', killer]);
await new Promise((resolve) => setTimeout(resolve, 200));
const onDead = await inject('pause');
const audit = await cluster.audit();
await deployment.killAll();
await cluster.close();
const phases = events.filter(({ id }) => id === 'kill').map(({ phase }) => phase);
const skipped = events.filter(({ phase }) => phase === 'skipped').map(({ detail }) => detail);
const crashes = deployment.exits.filter(({ expected }) => !expected).length;
console.log(JSON.stringify({ steps, again, onDead, audit, phases: phases.slice(0, 5), skipped, crashes }));
process.exit(0);
