/** Disks that can lie, mounted in the sandbox of a node by a program of ours that runs there. */
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { createRandom, seedFrom } from '../../generator/index.js';
import type { AskedChild } from '../asked-process.js';
import { type DiskChoice, FaultyDisk } from '../disk/faulty-disk.js';
import type { DiskUnder } from '../disk/files/node-storage.js';
import { afterMounting, beforeMounting, type DiskMounts, diskPlaces, diskProgram } from './disk-mounts.js';
import { execStreams } from './streams.js';

export interface LayDisksOptions {
  readonly node: string;
  readonly sandbox: Docker.Container;
  readonly mounts: DiskMounts;
  readonly choice: DiskChoice;
  /** Runs a script in the sandbox, as root. */
  readonly run: (script: string) => Promise<string>;
}

/** Throws FaultlineError 'no-fuse'. What is mounted goes with the volume that it is mounted in. */
export async function layDisks({ node, sandbox, mounts, choice, run }: LayDisksOptions): Promise<readonly DiskUnder[]> {
  await run(beforeMounting(mounts));
  const random = createRandom(choice.seed).fork(node);
  const disks = await Promise.all(
    diskPlaces(mounts).map(async ({ folder, mountPoint, backing }): Promise<DiskUnder> => {
      const spawn = (command: readonly string[]): AskedChild => spawnIn(sandbox, command);
      const own = { ...choice, seed: seedFrom(random.fork(folder)) };
      const disk = await FaultyDisk.start({ ...own, backing, mountPoint, spawn, program: diskProgram() });
      return { folder, disk };
    }),
  );
  await run(afterMounting(mounts));
  return disks;
}

/** A command in a container, like a process of our own. Killed it is by the end of its stdin. */
function spawnIn(sandbox: Docker.Container, command: readonly string[]): AskedChild {
  const events = new EventEmitter();
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  execStreams(sandbox, command).then(
    (streams) => {
      stdin.pipe(streams.stdin);
      streams.stderr.pipe(stderr);
      streams.stdout.pipe(stdout);
      for (const event of ['end', 'close', 'error']) streams.stdout.on(event, () => events.emit('close', null, null));
      for (const event of ['close', 'error']) streams.stdin.on(event, () => events.emit('close', null, null));
    },
    (error: unknown) => events.emit('error', error),
  );
  const once: AskedChild['once'] = (event: string, listener: (...words: never[]) => void) =>
    events.once(event, listener as (...words: unknown[]) => void);
  return { stdin, stdout, stderr, once, kill: () => stdin.end() };
}
