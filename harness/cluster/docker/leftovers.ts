/** Removing what carries our labels, and nothing else. */
import type Docker from 'dockerode';
import { statusOf, unlessGone } from './engine.js';
import { RUN_LABEL } from './labels.js';

/** A network may be busy for a moment after its last container went. */
const NETWORK_ATTEMPTS = 20;
const NETWORK_INTERVAL_MS = 100;

/**
 * Removes all containers (at once, by SIGKILL), networks and volumes of a run; what is gone already is nothing. Answers
 * what it removed, for people.
 */
export async function removeRun(docker: Docker, runId: string): Promise<readonly string[]> {
  const filters = { label: [`${RUN_LABEL}=${runId}`] };
  const removed: string[] = [];
  const containers = await docker.listContainers({ all: true, filters });
  await Promise.all(
    containers.map(async ({ Id: id, Names: names }) => {
      await removeContainer(docker.getContainer(id));
      removed.push(`container ${(names[0] ?? id).replace(/^\//, '')}`);
    }),
  );
  for (const { Id: id, Name: name } of await docker.listNetworks({ filters })) {
    await removeNetwork(docker, id);
    removed.push(`network ${name}`);
  }
  const { Volumes: volumes } = await docker.listVolumes({ filters });
  await Promise.all(
    (volumes ?? []).map(async ({ Name: name }) => {
      await unlessGone(docker.getVolume(name).remove({ force: true }));
      removed.push(`volume ${name}`);
    }),
  );
  return removed.sort();
}

/** Kills and removes a container; comes back when it is gone, whoever removed it. */
export async function removeContainer(container: Docker.Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    if (statusOf(error) === 404) return;
    // 409: somebody else is removing it at this moment.
    if (statusOf(error) !== 409) throw error;
    await unlessGone(container.wait({ condition: 'removed' }));
  }
}

/** With whoever is still in it: a controller that is a container itself. */
async function removeNetwork(docker: Docker, id: string): Promise<void> {
  const network = docker.getNetwork(id);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const found = (await unlessGone(network.inspect())) as Docker.NetworkInspectInfo | null;
      for (const container of Object.keys(found?.Containers ?? {})) {
        await unlessGone(network.disconnect({ Container: container, Force: true }));
      }
      await unlessGone(network.remove());
      return;
    } catch (error) {
      if (attempt === NETWORK_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, NETWORK_INTERVAL_MS));
    }
  }
}
