/** The container that this process is in: a controller may be one itself, on the engine that it makes its nodes on. */
import { readFileSync } from 'node:fs';
import type Docker from 'dockerode';
import { unlessGone } from './engine.js';

/** Engines mount a container's /etc/hostname and its like from a folder that is named after it: proc(5), mountinfo. */
const MOUNTED =
  /^\S+ \S+ \S+ \S*\/([0-9a-f]{64})\/(?:\S+\/)?(?:hostname|hosts|resolv\.conf) \/etc\/(?:hostname|hosts|resolv\.conf) /m;

/** The id of the container that we are in, by whatever engine; null on a machine. */
export function containerHere(): string | null {
  try {
    return containerIn(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return null;
  }
}

/** The same from the text of a mountinfo file. */
export function containerIn(mountinfo: string): string | null {
  return MOUNTED.exec(mountinfo)?.[1] ?? null;
}

/**
 * The container of this engine whose network is ours; null where we have the machine's, as on a machine, in a container
 * with `network_mode: host`, and in one of another engine.
 */
export async function ownContainer(docker: Docker): Promise<string | null> {
  const id = containerHere();
  const found = id === null ? null : await unlessGone(docker.getContainer(id).inspect());
  const mode = found?.HostConfig.NetworkMode;
  if (found?.State.Running !== true || mode === undefined || mode === 'host') return null;
  return mode.startsWith('container:') ? mode.slice('container:'.length) : found.Id;
}

/** Does this engine run a container of that id? */
export async function containerRuns(docker: Docker, id: string): Promise<boolean> {
  return id !== '' && (await unlessGone(docker.getContainer(id).inspect()))?.State.Running === true;
}
