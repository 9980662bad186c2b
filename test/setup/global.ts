/** Before the first test and after the last: the Docker engine and its first image, handed to the tests through their environment. */
import { connectEngine } from '../../harness/cluster/docker/engine.js';
import { ensureNodeImage } from '../../harness/cluster/docker/images.js';
import { messageOf } from '../../harness/contracts/errors.js';
import { ensureDebianPackages } from './debian.js';
import { ensureEngine } from './engine.js';

/** In the environment of the tests when there is no engine: why. */
export const NO_ENGINE = 'FAULTLINE_TEST_NO_ENGINE';

export default async function setup(): Promise<() => Promise<void>> {
  await ensureDebianPackages();
  const engine = await ensureEngine();
  if (engine.docker === null) {
    process.env[NO_ENGINE] = engine.reason ?? 'there is no Docker engine';
    return () => engine.stop();
  }
  if (engine.docker.socketPath !== null) process.env['FAULTLINE_DOCKER_SOCKET'] = engine.docker.socketPath;
  try {
    // Once, here, where no test's time is running and no two of them would make the same.
    const signal = new AbortController().signal;
    await ensureNodeImage(await connectEngine(), {
      packages: [],
      log: (line) => console.log(`docker: ${line}`),
      signal,
    });
  } catch (error) {
    process.env[NO_ENGINE] = messageOf(error);
  }
  return () => engine.stop();
}

/** Why there is no Docker engine for the tests, also for one file run by itself; null when there is one. */
export async function missingForDocker(): Promise<string | null> {
  const reason = process.env[NO_ENGINE];
  if (reason !== undefined) return reason;
  return connectEngine().then(() => null, messageOf);
}
