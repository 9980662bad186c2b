/**
 * A file system that can lie, under a folder: programs use it like any other, and it can fail, be full, be slow, and
 * forget at a power failure what was not synced. It speaks the kernel's FUSE protocol in a process of its own.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Sample } from '../../contracts/cluster.js';
import { FaultlineError, messageOf } from '../../contracts/errors.js';
import type { DiskTrouble } from '../../contracts/trouble.js';
import type { BitRot, DiskCounts, DiskSetup, PowerCut } from './control.js';
import { DiskProcess, type SpawnDisk } from './disk-process.js';
import { MOUNT_AND_BECOME, MOUNT_OPTIONS, MOUNT_TYPE } from './mount.js';
import type { DirectoryEntries } from './stored/tree.js';

const END_TIMEOUT_MS = 5_000;

/** Threads of the process for syncs, and for its own measuring: a slow operation blocks one. */
const THREADS = 16;

/** What a run chooses of its disks. */
export type DiskChoice = Pick<FaultyDiskOptions, 'seed' | 'directoryEntries'>;

export interface FaultyDiskOptions {
  /** Holds what is stored, in a form of its own: a folder that is made, and emptied. */
  readonly backing: string;
  /** An existing folder. */
  readonly mountPoint: string;
  readonly seed: number;
  /**
   * When names are durable (see stored/tree.ts). Left out, they come with the file, as on ext4: etcd 3.4 never syncs the
   * folder that it makes its own in, and would lose everything where POSIX's word is taken.
   */
  readonly directoryEntries?: DirectoryEntries;
  /** Starts the process where the mount is to be seen; left out, here. */
  readonly spawn?: SpawnDisk;
  /** The program there: Node with its arguments, and this folder's main. Left out: ours. */
  readonly program?: readonly string[];
}

export class FaultyDisk {
  private inForce: DiskTrouble = {};
  private closed: Promise<void> | null = null;

  private constructor(
    private readonly process: DiskProcess,
    readonly mountPoint: string,
  ) {}

  /** Throws FaultlineError 'no-fuse' when it cannot be had here. */
  static async start(options: FaultyDiskOptions): Promise<FaultyDisk> {
    const { backing, mountPoint, seed, directoryEntries = 'come-with-the-file', program = ownProgram() } = options;
    const setup: DiskSetup = { backing, mountPoint, seed, directoryEntries };
    const command = ['env', `UV_THREADPOOL_SIZE=${THREADS}`, 'perl', '-e', MOUNT_AND_BECOME, mountPoint, MOUNT_OPTIONS];
    const disk = new DiskProcess([...command, ...program, JSON.stringify(setup)], options.spawn);
    try {
      await disk.ready;
    } catch (error) {
      disk.kill();
      await disk.ended;
      throw new FaultlineError(`there can be no disk that lies under ${mountPoint}: ${messageOf(error)}`, {
        code: 'no-fuse',
        cause: error,
        hint: 'it needs /dev/fuse and the right to mount; run `faultline doctor`',
      });
    }
    return new FaultyDisk(disk, mountPoint);
  }

  /** Exactly this is wrong with it from now on, whatever was before. */
  async apply(trouble: DiskTrouble): Promise<void> {
    await this.process.request({ apply: trouble });
    this.inForce = trouble;
  }

  /** Measures through the mount whether that is how it is, by operations on files of ours that no listing shows. */
  async measure(trouble: DiskTrouble): Promise<readonly Sample[]> {
    return (await this.process.request({ measure: trouble })).samples ?? [];
  }

  /**
   * What was not synced is gone, and the kernel has forgotten it. Torn: half of the last unsynced write to each file that
   * is still there is done all the same, its first or its second half, as the seed says. Programs that still run go on with what is left.
   */
  async powerCut(cut: PowerCut): Promise<readonly Sample[]> {
    return (await this.process.request({ powerCut: cut })).samples ?? [];
  }

  /** Bits of what is stored are flipped. Throws FaultlineError 'no-such-file' when no file matches that has such bytes. */
  async flipBits(rot: BitRot): Promise<readonly Sample[]> {
    return (await this.process.request({ flipBits: rot })).samples ?? [];
  }

  /** Everything is durable as it is: as after `sync`, which the kernel does not tell such a file system of. */
  async sync(): Promise<void> {
    await this.process.request({ sync: true });
  }

  async counts(): Promise<DiskCounts> {
    const { counts } = await this.process.request({ counts: true });
    if (counts === undefined) throw new FaultlineError('a disk that can lie did not count', { code: 'disk-failed' });
    return counts;
  }

  /** What is left of it that should not be: trouble in force, a mount without its process, a mount after its end. */
  async audit(): Promise<readonly string[]> {
    if (this.closed !== null) return isMounted(this.mountPoint) ? [`${this.mountPoint} is still mounted`] : [];
    if (this.process.isOver) return [`the file system under ${this.mountPoint} has ended`];
    const text = JSON.stringify(this.inForce);
    return text === '{}' ? [] : [`the disk under ${this.mountPoint} is in trouble: ${text}`];
  }

  /** Unmounts it, lazily if it is in use, and ends the process; what was stored is lost. Twice is nothing. */
  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  private async end(): Promise<void> {
    await this.process.request({ close: true }).catch(() => {});
    const timer = setTimeout(() => this.process.kill(), END_TIMEOUT_MS);
    await this.process.ended;
    clearTimeout(timer);
  }
}

/** What runs the process of a disk on this machine. */
export function ownProgram(): readonly string[] {
  const main = fileURLToPath(new URL(`./main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));
  return [process.execPath, ...process.execArgv, main];
}

function isMounted(mountPoint: string): boolean {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const shown = mountPoint.replace(
    /[ \t\n\\]/g,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return mounts.some((line) => line.split(' ')[1] === shown && line.split(' ')[2] === MOUNT_TYPE);
}
