/** Removing what carries our labels, and nothing else. */
import type Docker from 'dockerode';
import { unlessGone } from './engine.js';
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
      // 409: it is being removed already.
      await unlessGone(docker.getContainer(id).remove({ force: true, v: true }), [404, 409]);
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

async function removeNetwork(docker: Docker, id: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await unlessGone(docker.getNetwork(id).remove());
      return;
    } catch (error) {
      if (attempt === NETWORK_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, NETWORK_INTERVAL_MS));
    }
  }
}
