/** Overlapping faults on a real cluster, ended in every order: prints what was measured after each step. */
import { z } from 'zod';
import { faultNamed } from '../../../cli/catalogue.js';
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import type { FaultEventValue, ScheduledFault } from '../../../harness/contracts/fault.js';
import { defineTarget } from '../../../harness/contracts/target.js';
import type { ProbeRecord } from '../../../harness/run/fault-controller.js';
import { Deployment } from '../../../harness/target/deployment.js';
import { controlFaults } from './control-faults.js';

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
const deployment = new Deployment({ target: sleepers, targetOptions: {}, cluster, spares: [], now });
await deployment.startAll(new AbortController().signal);

const events: FaultEventValue[] = [];
const probes: ProbeRecord[] = [];
const controller = controlFaults(cluster, deployment, {
  primaries: async () => ['n2'],
  now,
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
// A fault that is asked for, and everything healed before it has begun.
const late = inject('cut');
await controller.healAll();
await late;
steps['clean after a late fault'] = measured();

// A fault that comes and goes while it is in force, seen by a look of our own at half of each of its halves.
const flapping = { shape: 'isolate', victims: 'n2', flapMs: 2_000 };
const partition = { id: 'flapping', fault: 'partition', when: { atMs: 0 }, durationMs: 60_000, seed: 1 };
await controller.inject({ ...partition, parameters: faultNamed('partition').parameters.parse(flapping) });
const isolated = ['n1', 'n3'].flatMap((other) => [
  { from: 'n2', to: other },
  { from: other, to: 'n2' },
]);
const flaps: number[] = [];
for (let half = 0; half < 4; half += 1) {
  await new Promise((resolve) => setTimeout(resolve, half === 0 ? 500 : 1_000));
  // Told what is cut, the probes do not wait for it to arrive: a look is short.
  const { reach } = await cluster.measureNetwork({ cuts: isolated, links: [] });
  flaps.push(reach.filter(({ arrived, family }) => !arrived && family === 4).length);
}
await controller.heal('flapping');
steps['clean after flapping'] = measured();

// A node that has crashed for good stays away when its fault heals, and nothing is left there to be killed.
const crash = { id: 'crash', fault: 'crash-stop', when: { atMs: 0 }, durationMs: 1, seed: 1 };
await controller.inject({ ...crash, parameters: { victims: 'n3' } });
await controller.heal('crash');
const afterCrash = measured();
const killedAgain = await controller.inject({ ...crash, id: 'again', fault: 'kill', parameters: { victims: 'n3' } });
const retired = controller.retired();

// A victim that has ended by itself has nothing left to pause; what its node was given too little of is measured on.
for (const name of ['scheduling', 'slow']) {
  const { needs, parameters } = faultNamed(name);
  if (!needs.every((capability) => cluster.capabilities.has(capability))) continue;
  const starved = {
    id: name,
    fault: name,
    parameters: parameters.parse({ victims: 'n1' }),
    durationMs: 60_000,
    seed: 1,
  };
  await controller.inject({ ...starved, when: { atMs: 0 } });
}
const killer = 'for f in $(grep -lz "^86398$" /proc/[0-9]*/cmdline); do kill -9 $(basename $(dirname $f)); done';
await cluster.nodes[0]?.exec(['sh', '-c', killer]);
await new Promise((resolve) => setTimeout(resolve, 200));
const onDead = await inject('pause');
await inject('cut');
await controller.healAll();
const failures = events.flatMap(({ phase, detail }) => (phase === 'failed' ? [detail] : []));
const audit = await cluster.audit();
await deployment.killAll();
await cluster.close();
const phases = events.filter(({ id }) => id === 'kill').map(({ phase }) => phase);
const skipped = events.filter(({ phase }) => phase === 'skipped').map(({ detail }) => detail);
const crashes = deployment.exits.filter(({ expected }) => !expected).length;
console.log(
  JSON.stringify({
    flaps,
    afterCrash,
    killedAgain,
    retired,
    steps,
    again,
    onDead,
    failures,
    audit,
    phases: phases.slice(0, 5),
    skipped,
    crashes,
  }),
);
process.exit(0);
