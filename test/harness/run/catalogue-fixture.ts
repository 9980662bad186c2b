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
const chosen = possibleFaults((capability) => cluster.capabilities.has(capability)).filter(
  (fault) => (only === undefined || only.includes(fault.name)) && (!pretend || canBePretended(fault)),
);
const results: Record<string, CatalogueResult | null> = Object.fromEntries(chosen.map(({ name }) => [name, null]));
const waiting = [...chosen];
/** Nothing comes of those that are pretended, so that they are not in each other's way: each is waited for in vain, for 2 s. */
await Promise.all(
  Array.from({ length: pretend ? 4 : 1 }, async () => {
    for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift()) {
      results[fault.name] = await tryFault(fault, cluster, deployment, pretend);
    }
  }),
);
const crashes = deployment.exits.filter(({ expected }) => !expected);
await deployment.killAll();
await cluster.close();
console.log(JSON.stringify({ results, crashes }));
process.exit(0);
