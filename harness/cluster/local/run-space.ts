/** The folder on disk that holds the nodes of one local run, and the removal of those whose run is dead. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache.js';

const OWNER = 'owner';

export interface RunSpace {
  readonly folder: string;
  remove(): void;
}

/** Makes a folder for the nodes of a run, and removes what dead runs left. */
export function createRunSpace(): RunSpace {
  removeDeadRunSpaces();
  const folder = join(cacheFolder('runs'), `${process.pid}-${Date.now().toString(36)}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, OWNER), `${process.pid} ${startTime(process.pid)}\n`);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Removes the folders of runs whose controller is gone; answers their names. */
export function removeDeadRunSpaces(): readonly string[] {
  const runs = cacheFolder('runs');
  const dead = readdirSync(runs).filter((name) => !isAlive(join(runs, name)));
  for (const name of dead) rmSync(join(runs, name), { recursive: true, force: true });
  return dead;
}

function isAlive(folder: string): boolean {
  try {
    const [pid, started] = readFileSync(join(folder, OWNER), 'utf8').trim().split(' ');
    return startTime(Number(pid)) === started;
  } catch {
    return false;
  }
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
