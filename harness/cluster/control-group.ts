/** A control group of ours for one local node: a share of a core, and a limit of memory, of version 1 as of version 2. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FaultlineError, messageOf } from '../contracts/errors.js';
import { PERIOD_US, quotaUs } from './starved.js';

export type Controller = 'cpu' | 'memory';

/** Begins the name of every group of ours. */
const PREFIX = 'faultline-';
const MAX_ROUNDS = 50;

interface Hierarchy {
  readonly version: 1 | 2;
  readonly folder: string;
}

/** Why this machine lets us make no group with this controller; null when it does. Looks, and changes nothing. */
export function controlGroupMissing(controller: Controller): string | null {
  if (process.getuid?.() !== 0) return 'only root can make control groups';
  const hierarchy = hierarchyOf(controller);
  if (hierarchy === null) return `no hierarchy of control groups has the ${controller} controller`;
  try {
    accessSync(hierarchy.folder, constants.W_OK);
    return isReadOnly(hierarchy.folder) ? `${hierarchy.folder} is mounted read-only` : null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Where groups of ours are made, and how the names of those begin that are called `name`. */
export function controlGroupFolders(name: string): { readonly prefix: string; readonly folders: readonly string[] } {
  const folders = (['cpu', 'memory'] as const).flatMap((controller) => hierarchyOf(controller)?.folder ?? []);
  return { prefix: `${PREFIX}${name}`, folders: [...new Set(folders)] };
}

/** Removes every group of ours that nobody is in; answers their names. */
export function removeEmptyControlGroups(): readonly string[] {
  const { prefix, folders } = controlGroupFolders('');
  const removed: string[] = [];
  for (const folder of folders) {
    for (const name of readdirSync(folder).filter((each) => each.startsWith(prefix))) {
      try {
        rmdirSync(join(folder, name));
        removed.push(`control group ${name}`);
      } catch {
        // Somebody is in it still: a run in progress.
      }
    }
  }
  return removed;
}

export class ControlGroup {
  private readonly made = new Map<Controller, string>();
  /** Limits nobody any more, but could not be removed yet. */
  private readonly released = new Set<Controller>();

  /** `name`: letters and digits, unique on the machine. */
  constructor(private readonly name: string) {}

  /** Percent of one core for all processes together; null for as much as there is. `pids`: asked until none is new. */
  limitCpu(percent: number | null, pids: () => readonly number[]): void {
    if (percent === null) {
      this.release('cpu');
      return;
    }
    const folder = this.folder('cpu');
    const quota = quotaUs(percent);
    if (hierarchyOf('cpu')?.version === 2) write(folder, 'cpu.max', `${quota} ${PERIOD_US}`);
    else {
      write(folder, 'cpu.cfs_period_us', `${PERIOD_US}`);
      write(folder, 'cpu.cfs_quota_us', `${quota}`);
    }
    moveAll(folder, pids);
  }

  /** Microseconds of each period that all its processes together may run; null where nothing limits them. */
  cpuQuotaUs(): number | null {
    const folder = this.made.get('cpu');
    if (folder === undefined) return null;
    const file = hierarchyOf('cpu')?.version === 2 ? 'cpu.max' : 'cpu.cfs_quota_us';
    const quota = Number(readFileSync(join(folder, file), 'utf8').split(' ')[0]);
    return quota > 0 ? quota : null;
  }

  /** Bytes that its processes may take from now on; what they have already counts elsewhere. Null: no limit. */
  limitMemory(bytes: number | null, pids: () => readonly number[]): void {
    if (bytes === null) {
      this.release('memory');
      return;
    }
    const folder = this.folder('memory');
    write(folder, memoryFile('memory.limit_in_bytes', 'memory.max'), `${bytes}`);
    moveAll(folder, pids);
  }

  /** Bytes taken and the limit; null where there is no group. */
  memory(): { readonly usedBytes: number; readonly limitBytes: number } | null {
    const folder = this.made.get('memory');
    if (folder === undefined) return null;
    return {
      usedBytes: read(folder, memoryFile('memory.usage_in_bytes', 'memory.current')),
      limitBytes: read(folder, memoryFile('memory.limit_in_bytes', 'memory.max')),
    };
  }

  /** Puts one process of ours into the groups that are in force, to see what they do. */
  join(pid: number): void {
    for (const folder of this.made.values()) write(folder, 'cgroup.procs', `${pid}`);
  }

  /** The groups that are there; what could not be removed before is tried again. */
  audit(): readonly string[] {
    for (const controller of [...this.released]) this.release(controller);
    return [...this.made.keys()].map((controller) => `control group of ${controller}`);
  }

  remove(): void {
    for (const controller of [...this.made.keys()]) this.release(controller);
  }

  private folder(controller: Controller): string {
    this.released.delete(controller);
    const known = this.made.get(controller);
    if (known !== undefined) return known;
    const hierarchy = hierarchyOf(controller);
    if (hierarchy === null) {
      throw new FaultlineError(`there is no ${controller} controller`, { code: 'no-control-group', value: controller });
    }
    // One group for each controller: with version 2 it has only the one that is asked for to limit.
    const folder = join(hierarchy.folder, `${PREFIX}${this.name}-${controller}`);
    if (!existsSync(folder)) mkdirSync(folder);
    this.made.set(controller, folder);
    return folder;
  }

  /** Back to where everything of ours is, and the group is gone. */
  private release(controller: Controller): void {
    const folder = this.made.get(controller);
    if (folder === undefined) return;
    moveAll(home(controller), () =>
      readFileSync(join(folder, 'cgroup.procs'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map(Number),
    );
    this.released.add(controller);
    try {
      rmdirSync(folder);
      this.made.delete(controller);
      this.released.delete(controller);
    } catch {
      // What dies at this moment stays in it until its parent has asked for it.
    }
  }
}

/** Moves processes into a group until none is new: what they fork is born there. */
function moveAll(folder: string, pids: () => readonly number[]): void {
  const done = new Set<number>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const fresh = pids().filter((pid) => !done.has(pid));
    if (fresh.length === 0) return;
    for (const pid of fresh) {
      done.add(pid);
      try {
        writeFileSync(join(folder, 'cgroup.procs'), `${pid}`);
      } catch {
        // It ended between our look and our move.
      }
    }
  }
}

function hierarchyOf(controller: Controller): Hierarchy | null {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  const one = mounts.find(([, , type, options]) => type === 'cgroup' && options?.split(',').includes(controller));
  if (one?.[1] !== undefined) return { version: 1, folder: one[1] };
  const two = mounts.find(([, , type]) => type === 'cgroup2')?.[1];
  if (two === undefined) return null;
  const enabled = readFileSync(join(two, 'cgroup.subtree_control'), 'utf8').trim().split(' ');
  return enabled.includes(controller) ? { version: 2, folder: two } : null;
}

/** The group that we are in ourselves, where everything of ours was born. */
function home(controller: Controller): string {
  const hierarchy = hierarchyOf(controller);
  if (hierarchy === null) return '';
  const line = readFileSync('/proc/self/cgroup', 'utf8')
    .split('\n')
    .find((each) =>
      hierarchy.version === 2 ? each.startsWith('0:') : each.split(':')[1]?.split(',').includes(controller),
    );
  const folder = join(hierarchy.folder, line?.split(':').slice(2).join(':') ?? '');
  return existsSync(join(folder, 'cgroup.procs')) ? folder : hierarchy.folder;
}

function isReadOnly(folder: string): boolean {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return mounts.some((line) => line.split(' ')[1] === folder && line.split(' ')[3]?.split(',')[0] === 'ro');
}

function memoryFile(one: string, two: string): string {
  return hierarchyOf('memory')?.version === 2 ? two : one;
}

function write(folder: string, file: string, text: string): void {
  try {
    writeFileSync(join(folder, file), text);
  } catch (error) {
    throw new FaultlineError(`${file} refused ${text}: ${messageOf(error)}`, {
      code: 'command-failed',
      value: join(folder, file),
      cause: error,
    });
  }
}

function read(folder: string, file: string): number {
  return Number(readFileSync(join(folder, file), 'utf8'));
}
