/** A fault controller over a cluster and what runs on it, as a run has one. */
import { faultNamed } from '../../../cli/catalogue.js';
import { Reconciler } from '../../../harness/cluster/reconciler.js';
import type { Cluster } from '../../../harness/contracts/cluster.js';
import { FaultController, type FaultControllerOptions } from '../../../harness/run/fault-controller.js';
import type { Deployment } from '../../../harness/target/deployment.js';

/** Faults are those of the catalogue and nothing is written down, but for `changes`. */
export function controlFaults(
  cluster: Cluster,
  deployment: Deployment,
  changes: Partial<FaultControllerOptions> = {},
): FaultController {
  return new FaultController({
    cluster,
    spares: [],
    reconciler: new Reconciler(cluster, deployment),
    faultNamed,
    primaries: async () => [],
    crashed: (node) => deployment.crashed(node),
    now: () => performance.now() * 1e6,
    monotonicNs: () => Number(process.hrtime.bigint()),
    record: () => {},
    recordProbe: () => {},
    ...changes,
  });
}
