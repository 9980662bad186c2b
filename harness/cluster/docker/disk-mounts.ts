/**
 * Disks that can lie in a node of docker, as data for the engine. They are mounted in the sandbox, within a volume of the
 * engine's that is a shared mount: so the engine's machine sees them too, and binds them into the processes' containers,
 * which need no rights for it. With the volume goes whatever is mounted in it, however the sandbox ended.
 */
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { outermost } from '../disk/files/node-storage.js';
import { KEPT_FOLDER } from '../disk/files/place.js';
import type { Labels } from './labels.js';

/** In the sandbox: where the disks are mounted, where the engine holds the volume for it, and what lies under the disks. */
const MOUNTS = `${KEPT_FOLDER}/mounts`;
const HELD = `${KEPT_FOLDER}/held`;
const STORED = `${KEPT_FOLDER}/stored`;

/** What the sandbox may do besides: to mount, by a device that no other container of the node has. */
const DEVICE = '/dev/fuse';
const RIGHT = 'SYS_ADMIN';

/**
 * Files of this machine that the program of the disks needs in a sandbox, at their own places: Node itself, what the harness
 * is when it is built, and the one package that it imports there. They are copied, never bound: a sandbox with a shared mount
 * in it shares others too (runc then leaves them so), the engine's machine sees in its own volumes what is bound into them
 * there, and when it removes the volumes it empties the folder of ours that was bound.
 */
export function diskProgramFiles(): readonly string[] {
  const [root, random] = [packageFolder(dirname(fileURLToPath(import.meta.url))), packageFolder(dirname(RANDOM))];
  const files = [process.execPath, join(root, 'package.json'), join(root, 'dist/harness'), random];
  return [...new Set(files.flatMap((file) => [file, realpathSync(file)]))].sort();
}

/** The program, as it is started in a sandbox. */
export function diskProgram(): readonly string[] {
  const root = packageFolder(dirname(fileURLToPath(import.meta.url)));
  return [process.execPath, join(root, 'dist/harness/cluster/disk/main.js')];
}

const RANDOM = createRequire(import.meta.url).resolve('pure-rand/distribution/uniformInt');

function packageFolder(folder: string): string {
  if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return folder;
  return packageFolder(dirname(folder));
}

export interface DiskMounts {
  /** Data folders, none within another, each of which is a disk. */
  readonly folders: readonly string[];
  /** The shared volume, and where the engine's machine has it. */
  readonly volume: string;
  readonly mountpoint: string;
  /** The volume with what lies under the disks. */
  readonly stored: string;
  readonly labels: Labels;
}

/** A disk of a node, by paths in the sandbox. */
export interface DiskPlace {
  readonly folder: string;
  readonly mountPoint: string;
  readonly backing: string;
}

/** Makes the volume of a node; `prefix` begins its name. */
export async function makeDiskMounts(
  docker: Docker,
  prefix: string,
  labels: Labels,
  dataFolders: readonly string[],
): Promise<DiskMounts> {
  const volume = `${prefix}-disks`;
  await docker.createVolume({
    Name: volume,
    Driver: 'local',
    DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: 'rshared,size=1m' },
    Labels: { ...labels },
  });
  const { Mountpoint: mountpoint } = await docker.getVolume(volume).inspect();
  return { folders: outermost(dataFolders), volume, mountpoint, stored: `${prefix}-stored`, labels };
}

export function diskPlaces({ folders }: DiskMounts): readonly DiskPlace[] {
  return folders.map((folder, index) => ({
    folder,
    mountPoint: `${MOUNTS}/${index}`,
    backing: `${STORED}/${index}`,
  }));
}

/**
 * For a shell in the sandbox, before the disks are mounted. The engine's machine is to see what is mounted in their volume,
 * and nothing of what else is: a data folder may lie in a volume that it empties in the end.
 */
export function beforeMounting(mounts: DiskMounts): string {
  const places = diskPlaces(mounts).flatMap(({ mountPoint, backing }) => [mountPoint, backing]);
  return `while read -r _ _ _ _ place _; do
  case $place in ${MOUNTS}) ;; *) mount --make-private "$place" || exit ;; esac
done < /proc/self/mountinfo
mkdir -p ${places.join(' ')}`;
}

/** For the same, afterwards: the sandbox sees the data folders where the processes do. */
export function afterMounting(mounts: DiskMounts): string {
  return diskPlaces(mounts)
    .map(({ folder, mountPoint }) => `mkdir -p '${folder}' && mount --bind ${mountPoint} '${folder}'`)
    .join(' && ');
}

/** What the sandbox has besides. */
export function sandboxDisks(mounts: DiskMounts): Pick<Docker.HostConfig, 'CapAdd' | 'Devices' | 'SecurityOpt'> & {
  readonly mounts: Docker.MountSettings[];
} {
  return {
    CapAdd: [RIGHT],
    Devices: [{ PathOnHost: DEVICE, PathInContainer: DEVICE, CgroupPermissions: 'rwm' }],
    // The engine's profile for AppArmor lets no container mount anything, whatever rights it has.
    SecurityOpt: ['apparmor=unconfined'],
    mounts: [
      { Type: 'volume', Source: mounts.volume, Target: HELD },
      { Type: 'bind', Source: mounts.mountpoint, Target: MOUNTS, BindOptions: { Propagation: 'rshared' } },
      {
        Type: 'volume',
        Source: mounts.stored,
        Target: STORED,
        VolumeOptions: { NoCopy: false, Labels: { ...mounts.labels }, DriverConfig: { Name: 'local', Options: {} } },
      },
    ],
  };
}

/** The disks as a process's container has them; they must be mounted when it starts. */
export function processDisks({ folders, mountpoint }: DiskMounts): Docker.MountSettings[] {
  return folders.map((folder, index) => ({
    Type: 'bind',
    Source: posix.join(mountpoint, String(index)),
    Target: folder,
  }));
}
