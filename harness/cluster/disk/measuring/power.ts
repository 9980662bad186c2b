/** Whether a power failure took what was not synced, and nothing else: told by witnesses. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import type { Sample } from '../../../contracts/cluster.js';
import { witnessPath } from './witness.js';

/** Two sectors of a disk, so that they can be torn apart. */
const SIZE_BYTES = 1_024;
const SYNCED = 'synced '.padEnd(SIZE_BYTES, 's');
const UNSYNCED = 'not synced '.padEnd(SIZE_BYTES, 'n');

export class PowerWitness {
  private constructor(private readonly path: (name: string) => string) {}

  /** Writes what shall survive and what shall not. Only the witnesses' own folder is synced. */
  static async create(mountPoint: string): Promise<PowerWitness> {
    const path = (name: string): string => witnessPath(mountPoint, `power/${name}`);
    await rm(path(''), { recursive: true, force: true });
    await mkdir(path(''));
    await sync(witnessPath(mountPoint, ''));
    await writeSynced(path('overwritten'), SYNCED);
    await writeSynced(path('old-name'), SYNCED);
    await sync(path(''));
    const file = await open(path('overwritten'), 'r+');
    await file.write(UNSYNCED, 0);
    await file.close();
    await rename(path('old-name'), path('new-name'));
    return new PowerWitness(path);
  }

  /** Half of the last write may be there when it was torn. */
  async look(): Promise<readonly Sample[]> {
    const samples = [
      sample('what was synced', 'is there', await this.content('old-name'), (text) => text === SYNCED),
      sample('what was not synced', 'is not there', await this.content('overwritten'), (text) => {
        const half = SIZE_BYTES / 2;
        const isKept = text?.slice(0, half) === SYNCED.slice(0, half) || text?.slice(half) === SYNCED.slice(half);
        return isKept && text?.length === SIZE_BYTES;
      }),
      sample(
        'a rename whose folder was not synced',
        'is undone',
        await this.content('new-name'),
        (text) => text === null,
      ),
    ];
    await rm(this.path(''), { recursive: true, force: true });
    return samples;
  }

  private content(name: string): Promise<string | null> {
    return readFile(this.path(name), 'latin1').catch(() => null);
  }
}

function sample(
  subject: string,
  expected: string,
  text: string | null,
  isSo: (text: string | null) => boolean,
): Sample {
  return { subject, expected, measured: text === null ? 'no file' : JSON.stringify(text.slice(0, 20)), ok: isSo(text) };
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  await file.write(text);
  await file.sync();
  await file.close();
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}
