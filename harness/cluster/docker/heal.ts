/** `faultline heal` for docker: removes the runs whose controller is gone. */
import type Docker from 'dockerode';
import { connectEngine, unlessGone } from './engine.js';
import { GUARD_NAME } from './guard.js';
import { CONTAINER_LABEL, controllerAlive, LABEL, type Labels, NODE_LABEL, RUN_LABEL } from './labels.js';
import { removeRun } from './leftovers.js';
import { containerRuns } from './own-container.js';

/** Statuses that say that a container's processes cannot be told: it is gone, has not begun, or ends just now. */
const UNTOLD = [404, 409, 500];
/** A node that is older has its guard, or has lost it, s. */
const GUARDED_BY_S = 30;

/**
 * Removes what dead runs left on the engine, and answers what that was. Runs in progress are spared. Throws
 * FaultlineError 'no-docker' where there is no engine.
 */
export async function healDocker(): Promise<string[]> {
  const docker = await connectEngine();
  const removed: string[] = [];
  for (const [runId, labels] of await runsOn(docker)) {
    if (!(await isInProgress(docker, runId, labels))) removed.push(...(await removeRun(docker, runId)));
  }
  return removed;
}

/** Whether the controller of a run is alive, wherever it is. `labels`: those of anything of the run. */
export async function isInProgress(docker: Docker, runId: string, labels: Labels): Promise<boolean> {
  return controllerAlive(labels) ?? (await isAliveElsewhere(docker, runId, labels));
}

/** Every run that anything on the engine is labelled with. */
async function runsOn(docker: Docker): Promise<ReadonlyMap<string, Labels>> {
  const filters = { label: [`${LABEL}=1`] };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  const labels = [...containers, ...networks, ...(volumes.Volumes ?? [])].map((thing) => thing.Labels ?? {});
  return new Map(labels.flatMap((own) => (own[RUN_LABEL] === undefined ? [] : [[own[RUN_LABEL], own] as const])));
}

/**
 * A controller that we cannot see, in another process namespace, has its guards in its nodes. Before there are any, it is
 * seen by the container that it is in.
 */
async function isAliveElsewhere(docker: Docker, runId: string, labels: Labels): Promise<boolean> {
  const filters = { label: [`${RUN_LABEL}=${runId}`, NODE_LABEL] };
  const nodes = await docker.listContainers({ filters });
  for (const { Id: id } of nodes) {
    const top = (await unlessGone(docker.getContainer(id).top(), UNTOLD)) as { Processes: string[][] | null } | null;
    // A container that is about to start has none yet.
    if (top?.Processes?.some((fields) => fields.join(' ').includes(GUARD_NAME))) return true;
  }
  if (nodes.some(({ Created: createdS }) => Date.now() / 1000 - createdS > GUARDED_BY_S)) return false;
  return containerRuns(docker, labels[CONTAINER_LABEL] ?? '');
}
