/** A local cluster that stays, with a cut in force and a program running, until its controller is killed. */
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';

const cluster = await LocalCluster.create({ nodes: 3, space: inside()?.space ?? '' });
await cluster.applyNetwork({ cuts: [{ from: 'n1', to: 'n2' }], links: [] });
for (const node of cluster.nodes) {
  const sleeper = await node.start({ name: 'sleeper', command: ['sleep', '86399'] });
  while ((await sleeper.state()) !== 'running') await new Promise((resolve) => setTimeout(resolve, 10));
}
console.log('in force');
setInterval(() => {}, 1_000);
