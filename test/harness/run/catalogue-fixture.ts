/** Every fault on a local cluster of three nodes, really or only pretended; prints what came of each. */
import { startSleepers } from '../../../bench/faults/sleepers.js';
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import { type CatalogueResult, canBePretended, possibleFaults, tryFault } from './catalogue.js';

const cluster = await LocalCluster.create({
  ...{ nodes: 3, space: inside()?.space ?? '', emulatesLinks: true },
  ...{ dataFolders: ['/data'], faultyDisk: { seed: 1 } },
});
const deployment = await startSleepers(cluster);
const only = process.env['FAULTLINE_TEST_ONLY']?.split(',');
const pretend = process.env['FAULTLINE_TEST_PRETEND'] === '1';
const results: Record<string, CatalogueResult> = {};
for (const fault of possibleFaults((capability) => cluster.capabilities.has(capability))) {
  if (only !== undefined && !only.includes(fault.name)) continue;
  if (!pretend || canBePretended(fault)) results[fault.name] = await tryFault(fault, cluster, deployment, pretend);
}
const crashes = deployment.exits.filter(({ expected }) => !expected);
await deployment.killAll();
await cluster.close();
console.log(JSON.stringify({ results, crashes }));
process.exit(0);
