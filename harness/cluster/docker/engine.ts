/** The connection to a Docker engine, or one sentence that says why there is none. */
import Docker from 'dockerode';
import { FaultlineError, messageOf } from '../../contracts/errors.js';

const DEFAULT_SOCKET = '/var/run/docker.sock';
const PING_TIMEOUT_MS = 5_000;

/**
 * Connects to the engine that FAULTLINE_DOCKER_SOCKET, DOCKER_HOST or the default socket names, in this order, and
 * makes sure that it answers. Throws FaultlineError 'no-docker'.
 */
export async function connectEngine(environment: NodeJS.ProcessEnv = process.env): Promise<Docker> {
  const own = environment['FAULTLINE_DOCKER_SOCKET'];
  const host = environment['DOCKER_HOST'];
  const place = own || host || DEFAULT_SOCKET;
  try {
    // Without options dockerode reads DOCKER_HOST and its companions by itself.
    const docker = own ? new Docker({ socketPath: own }) : new Docker();
    await ping(docker);
    return docker;
  } catch (error) {
    throw new FaultlineError(`no Docker engine answers at ${place}: ${reasonOf(error)}`, {
      code: 'no-docker',
      value: place,
      hint: hintFor(error),
      cause: error,
    });
  }
}

async function ping(docker: Docker): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PING_TIMEOUT_MS} ms`)), PING_TIMEOUT_MS);
  });
  try {
    await Promise.race([docker.ping(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'there is no such socket';
    case 'EACCES':
      return 'this user may not open it';
    case 'ECONNREFUSED':
      return 'nobody listens there';
    default:
      return messageOf(error);
  }
}

function hintFor(error: unknown): string {
  if (codeOf(error) === 'EACCES') return 'run as root, or: sudo usermod -aG docker "$USER", and log in again';
  return 'sudo apt-get install docker.io, or name a running engine in DOCKER_HOST, or use --on local';
}

/** The HTTP status of an error that the engine answered with; null for any other error. */
export function statusOf(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null;
}

/** Runs a step that may find its thing already gone, or already as it should be. */
export async function unlessGone<T>(step: Promise<T>, statuses: readonly number[] = [404, 304]): Promise<T | null> {
  try {
    return await step;
  } catch (error) {
    const status = statusOf(error);
    if (status !== null && statuses.includes(status)) return null;
    throw error;
  }
}
