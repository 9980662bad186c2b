/** Every fault on a local cluster of three nodes, really or only pretended; prints what came of each. */
import { startSleepers } from '../../../bench/faults/sleepers.js';
import { Slots } from '../../../cli/selftest/slots.js';
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
/** Nothing comes of those that are pretended, so that they are not in each other's way: each is waited for in vain, for 2 s. */
const slots = new Slots(pretend ? 4 : 1);
const results = await Promise.all(
  chosen.map(async (fault): Promise<readonly [string, CatalogueResult]> => {
    return [fault.name, await slots.run(() => tryFault(fault, cluster, deployment, pretend))];
  }),
);
const crashes = deployment.exits.filter(({ expected }) => !expected);
await deployment.killAll();
await cluster.close();
console.log(JSON.stringify({ results: Object.fromEntries(results), crashes }));
process.exit(0);
