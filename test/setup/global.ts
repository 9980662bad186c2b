/** Before the first test and after the last: the Docker engine, handed to the tests through their environment. */
import { connectEngine } from '../../harness/cluster/docker/engine.js';
import { messageOf } from '../../harness/contracts/errors.js';
import { ensureEngine } from './engine.js';

/** In the environment of the tests when there is no engine: why. */
export const NO_ENGINE = 'FAULTLINE_TEST_NO_ENGINE';

export default async function setup(): Promise<() => Promise<void>> {
  const engine = await ensureEngine();
  if (engine.docker === null) process.env[NO_ENGINE] = engine.reason ?? 'there is no Docker engine';
  else if (engine.docker.socketPath !== null) process.env['FAULTLINE_DOCKER_SOCKET'] = engine.docker.socketPath;
  return () => engine.stop();
}

/** Why there is no Docker engine for the tests, also for one file run by itself; null when there is one. */
export async function missingForDocker(): Promise<string | null> {
  const reason = process.env[NO_ENGINE];
  if (reason !== undefined) return reason;
  return connectEngine().then(() => null, messageOf);
}
