/** A memory limit and a kill on one node, in both orders: whether anything of either is left. */
import { startSleepers } from '../../../bench/faults/sleepers.js';
import { faultNamed } from '../../../cli/catalogue.js';
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import { controlFaults } from '../run/control-faults.js';

const cluster = await LocalCluster.create({ nodes: 2, space: inside()?.space ?? '' });
const deployment = await startSleepers(cluster);
const phases: string[] = [];
const controller = controlFaults(cluster, deployment, {
  record: ({ fault, phase }) => phases.push(`${fault} ${phase}`),
});
const inject = (fault: string): Promise<boolean> =>
  controller.inject({
    ...{ id: fault, fault, when: { atMs: 0 }, durationMs: 1_000, seed: 1 },
    parameters: faultNamed(fault).parameters.parse({ victims: 'n1' }),
  });
for (const [first = '', second = ''] of [
  ['memory', 'kill'],
  ['slow', 'kill'],
  ['kill', 'memory'],
]) {
  await inject(first);
  await inject(second);
  await controller.heal(first);
  await controller.heal(second);
}
const audit = await cluster.audit();
await deployment.killAll();
await cluster.close();
console.log(JSON.stringify({ phases, audit }));
process.exit(0);
