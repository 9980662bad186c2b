/** Changes of what is stored, on plain files: made by scripts on the node, each measured by something else than what made it. */
import type { Sample } from '../../../contracts/cluster.js';
import { FaultlineError } from '../../../contracts/errors.js';
import type { StorageChange } from '../../../contracts/trouble.js';
import { createRandom } from '../../../generator/index.js';
import { chooseBits, chooseBytes, chooseFile } from './choices.js';
import { restoreFolders, saveFolders, wipeFolders } from './copies.js';
import { doDamage, shorten } from './damage.js';
import { globMatcher } from './glob.js';
import { noSuchFile, type StoredFile, storedFiles } from './listing.js';
import type { StoragePlace } from './place.js';

/**
 * Makes a change, durably: when it comes back it would survive a power failure. Throws FaultlineError 'no-such-file'
 * when no file is there that it could be made to, 'no-such-copy', and 'needs-faulty-disk' for what plain files cannot do.
 */
export async function changeFiles(change: StorageChange, place: StoragePlace): Promise<readonly Sample[]> {
  const random = createRandom(change.seed);
  switch (change.kind) {
    case 'lose-unsynced':
      throw needsFaultyDisk(place.node, 'lose what was not synced');
    case 'wipe':
      return wipeFolders(place);
    case 'save':
      return saveFolders(place, change.copy);
    case 'restore':
      return restoreFolders(place, change.copy);
    case 'truncate': {
      const file = chooseFile(await matchingFiles(place, change.files), random);
      if (file === null) throw noSuchFile(place, change.files, 'has anything in it');
      return shorten(place, file, change.bytes);
    }
    case 'overwrite': {
      const damage = chooseBytes(await matchingFiles(place, change.files), change.bytes, random);
      if (damage === null) throw noSuchFile(place, change.files, 'has anything in it');
      return doDamage(place, [damage]);
    }
    case 'flip-bits': {
      const damages = chooseBits(await matchingFiles(place, change.files), change, random);
      if (damages.length === 0) throw noSuchFile(place, change.files, 'has anything in it there');
      return doDamage(place, damages);
    }
  }
}

/** Only the disk that can lie does this. */
export function needsFaultyDisk(node: string, what: string): FaultlineError {
  return new FaultlineError(`the disk of ${node} is a plain one: it cannot ${what}`, {
    code: 'needs-faulty-disk',
    hint: 'give --disk faulty',
  });
}

async function matchingFiles(place: StoragePlace, pattern: string): Promise<readonly StoredFile[]> {
  const matches = globMatcher(pattern);
  const matching = (await storedFiles(place)).filter(({ name }) => matches(name));
  if (matching.length === 0) throw noSuchFile(place, pattern, 'is there');
  return matching;
}
