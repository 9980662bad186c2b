/** Every fault of the catalogue on a real cluster, with its default parameters: done, and only pretended to be done. */

import { writeLetters } from '../../../bench/faults/sleepers.js';
import { Reconciler } from '../../../harness/cluster/reconciler.js';
import type { Capability, Cluster, NetworkState } from '../../../harness/contracts/cluster.js';
import { FaultlineError } from '../../../harness/contracts/errors.js';
import type { AnyFault, FaultEventValue } from '../../../harness/contracts/fault.js';
import type { NodeCondition } from '../../../harness/contracts/trouble.js';
import type { Deployment } from '../../../harness/target/deployment.js';
import { faults } from '../../../nemeses/index.js';
import { controlFaults } from './control-faults.js';

export interface CatalogueResult {
  readonly phases: readonly string[];
  /** Null when all went well. */
  readonly complaint: string | null;
  readonly audit: readonly string[];
}

/** Longer than any of them is in force here: no stage changes it under our hands. */
const DURATION_MS = 60_000;

/** Those that this cluster's kernel and privileges allow, and that can be done to a target that has no members. */
export function possibleFaults(can: (capability: Capability) => boolean): readonly AnyFault[] {
  return faults.filter(({ needs, asksTarget }) => needs.every(can) && asksTarget === undefined);
}

/** Those whose effect is measured apart from what brings it about: what is stored is changed and looked at in one go. */
export function canBePretended(fault: AnyFault): boolean {
  return fault.name !== 'bit-rot';
}

/** Injects a fault and heals it. `pretend`: every injector answers that it did what it was told, and does nothing. */
export async function tryFault(
  fault: AnyFault,
  cluster: Cluster,
  deployment: Deployment,
  pretend: boolean,
): Promise<CatalogueResult> {
  // Faults before may have taken them away.
  await Promise.all(cluster.nodes.map(writeLetters));
  const events: FaultEventValue[] = [];
  const pretended = new Reconciler(pretending(cluster), {
    kill: async () => {},
    stop: async () => {},
    start: async () => {},
    excuse: () => {},
    revive: async () => {},
    leave: async () => {},
    join: async () => {},
    dataFolders: (node) => deployment.dataFolders(node),
    membership: (node, options) => deployment.membership(node, options),
    state: (node) => deployment.state(node),
    crashed: (node) => deployment.crashed(node),
  });
  const controller = controlFaults(cluster, deployment, {
    ...(pretend ? { reconciler: pretended } : {}),
    faultNamed: () => fault,
    primaries: async () => ['n2'],
    record: (value) => events.push(value),
  });
  let complaint: string | null = null;
  const scheduled = { id: 'f', fault: fault.name, parameters: fault.parameters.parse({}), when: { atMs: 0 } };
  try {
    await controller.inject({ ...scheduled, durationMs: DURATION_MS, seed: 7 });
  } catch (error) {
    complaint = error instanceof FaultlineError ? `${error.code}: ${error.message}` : String(error);
  }
  try {
    await controller.healAll();
  } catch (error) {
    complaint ??= error instanceof FaultlineError ? `${error.code}: ${error.message}` : String(error);
  }
  for (const node of controller.retired()) await deployment.start(node);
  return { phases: events.map(({ phase }) => phase), complaint, audit: await cluster.audit() };
}

function pretending(cluster: Cluster): Cluster {
  return {
    kind: cluster.kind,
    capabilities: cluster.capabilities,
    nodes: cluster.nodes.map((node) => ({
      name: node.name,
      index: node.index,
      address: node.address,
      address6: node.address6,
      exec: (command, options) => node.exec(command, options),
      start: (process) => node.start(process),
      converse: (process) => node.converse(process),
      syncStorage: () => node.syncStorage(),
      changeStorage: async () => [],
      put: (path, data) => node.put(path, data),
      get: (path) => node.get(path),
      wipe: (path) => node.wipe(path),
      applyCondition: async (_: NodeCondition) => {},
      measureCondition: (condition) => node.measureCondition(condition),
      readClock: () => node.readClock(),
      logs: () => node.logs(),
    })),
    clientHosts: cluster.clientHosts,
    applyNetwork: async (_: NetworkState) => {},
    measureNetwork: (state) => cluster.measureNetwork(state),
    watchDelays: (heard) => cluster.watchDelays(heard),
    audit: () => cluster.audit(),
    collectLogs: (folder) => cluster.collectLogs(folder),
    close: () => cluster.close(),
  };
}
