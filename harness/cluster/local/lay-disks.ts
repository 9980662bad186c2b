/** Disks that can lie under the data folders of a local node. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, seedFrom } from '../../generator/index.js';
import { type DiskChoice, FaultyDisk } from '../disk/faulty-disk.js';
import { type DiskUnder, outermost } from '../disk/files/node-storage.js';
import { bindsOf, placeOf } from './data-folders.js';

/**
 * Mounts one at each data folder of the nodes in these folders, and answers those of each. Before the nodes' namespaces
 * are made: they have what was mounted by then. Throws FaultlineError 'no-fuse', with nothing left mounted.
 */
export async function layDisks(
  nodeFolders: readonly string[],
  dataFolders: readonly string[],
  choice: DiskChoice,
): Promise<readonly (readonly DiskUnder[])[]> {
  const random = createRandom(choice.seed);
  const laid = nodeFolders.flatMap((nodeFolder, index) =>
    outermost(dataFolders).map((dataFolder) =>
      layDisk(nodeFolder, dataFolder, { ...choice, seed: seedFrom(random.fork(`${index} ${dataFolder}`)) }),
    ),
  );
  const outcomes = await Promise.allSettled(laid);
  const disks = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) {
    await Promise.all(disks.map(({ disk }) => disk.close()));
    throw failure.reason;
  }
  return nodeFolders.map((nodeFolder) => disks.filter((disk) => disk.nodeFolder === nodeFolder));
}

async function layDisk(
  nodeFolder: string,
  dataFolder: string,
  choice: DiskChoice,
): Promise<DiskUnder & { readonly nodeFolder: string }> {
  const place = placeOf(dataFolder, bindsOf([dataFolder]));
  const [mountPoint, backing] = [join(nodeFolder, place), join(nodeFolder, 'stored', place)];
  for (const each of [mountPoint, backing]) mkdirSync(each, { recursive: true });
  const disk = await FaultyDisk.start({ backing, mountPoint, ...choice });
  return { nodeFolder, folder: dataFolder, disk };
}
