/** The folder on disk that holds the nodes of one local run, and the removal of those whose run is dead. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache.js';

export interface RunSpace {
  readonly folder: string;
  remove(): void;
}

/**
 * Makes a folder for the nodes of a run, and removes what dead runs left. Its name says whose it is: so it is never there
 * without that, and a run that begins at the same moment does not take it for a dead one's.
 */
export function createRunSpace(): RunSpace {
  removeDeadRunSpaces();
  const owner = `${process.pid}-${startTime(process.pid)}`;
  const folder = join(cacheFolder('runs'), `${owner}-${Date.now().toString(36)}`);
  mkdirSync(folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Removes the folders of runs whose controller is gone; answers their names. */
export function removeDeadRunSpaces(): readonly string[] {
  const runs = cacheFolder('runs');
  const dead = readdirSync(runs).filter((name) => !isAlive(name));
  for (const name of dead) rmSync(join(runs, name), { recursive: true, force: true });
  return dead;
}

function isAlive(name: string): boolean {
  const [pid, started] = name.split('-');
  return started !== undefined && started !== '' && startTime(Number(pid)) === started;
}

/** A process's start in clock ticks since boot: with its id it names one process for good. '' when it is gone. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
