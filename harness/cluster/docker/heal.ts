/** `faultline heal` for docker: removes the runs whose controller is gone. */
import type Docker from 'dockerode';
import { connectEngine, unlessGone } from './engine.js';
import { GUARD_NAME } from './guard.js';
import { controllerAlive, LABEL, type Labels, NODE_LABEL, RUN_LABEL } from './labels.js';
import { removeRun } from './leftovers.js';

/**
 * Removes what dead runs left on the engine, and answers what that was. Runs in progress are spared. Throws
 * FaultlineError 'no-docker' where there is no engine.
 */
export async function healDocker(): Promise<string[]> {
  const docker = await connectEngine();
  const removed: string[] = [];
  for (const [runId, labels] of await runsOn(docker)) {
    const alive = controllerAlive(labels) ?? (await isGuarded(docker, runId));
    if (!alive) removed.push(...(await removeRun(docker, runId)));
  }
  return removed;
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

/** A controller that we cannot see, in another process namespace, still has its guards in its nodes. */
async function isGuarded(docker: Docker, runId: string): Promise<boolean> {
  const filters = { label: [`${RUN_LABEL}=${runId}`, NODE_LABEL] };
  for (const { Id: id } of await docker.listContainers({ filters })) {
    const top = (await unlessGone(docker.getContainer(id).top(), [404, 409])) as { Processes: string[][] } | null;
    if (top?.Processes.some((fields) => fields.join(' ').includes(GUARD_NAME))) return true;
  }
  return false;
}
