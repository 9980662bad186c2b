/** One fault, injected and healed once, with the time that each step took. */
import { Reconciler } from '../../harness/cluster/reconciler.js';
import type { Cluster } from '../../harness/contracts/cluster.js';
import type { AnyFault } from '../../harness/contracts/fault.js';
import { FaultController } from '../../harness/run/fault-controller.js';
import type { Deployment } from '../../harness/target/deployment.js';

export interface FaultTimes {
  /** Until everything was done that brings it about; the probe is not counted. */
  readonly appliedMs: number;
  /** What the probe took. */
  readonly provenMs: number;
  readonly healedMs: number;
}

/** How long a stage is waited for that never comes: what is timed is the beginning and the end. */
const DURATION_MS = 60_000;

/** Injects it with its default parameters. Throws when it does not take or does not heal. */
export async function timeFault(
  fault: AnyFault,
  cluster: Cluster,
  deployment: Deployment,
  seed: number,
): Promise<FaultTimes> {
  const reconciler = new Reconciler(cluster, deployment);
  const took = { reconcile: [] as number[], measure: [] as number[] };
  const timed = async <T>(into: number[], work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    into.push(performance.now() - start);
    return result;
  };
  const controller = new FaultController({
    cluster,
    spares: [],
    reconciler: {
      reconcile: (state) => timed(took.reconcile, () => reconciler.reconcile(state)),
      measure: (state) => timed(took.measure, () => reconciler.measure(state)),
    },
    faultNamed: () => fault,
    primaries: async () => cluster.nodes.slice(0, 1).map(({ name }) => name),
    crashed: (node) => deployment.crashed(node),
    now: () => 0,
    monotonicNs: () => Number(process.hrtime.bigint()),
    record: () => {},
    recordProbe: () => {},
  });
  const parameters = fault.parameters.parse({});
  const when = { atMs: 0 };
  await controller.inject({ id: 'f', fault: fault.name, parameters, when, durationMs: DURATION_MS, seed });
  await controller.heal('f');
  // Who crashed for good is needed for the next fault.
  for (const node of controller.retired()) await deployment.start(node);
  const [appliedMs = Number.NaN, healedMs = Number.NaN] = took.reconcile;
  return { appliedMs, provenMs: took.measure[0] ?? Number.NaN, healedMs };
}
