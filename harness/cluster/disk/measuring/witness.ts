/**
 * Files of ours in the mount, in a folder that no listing shows: what is done to them goes through the kernel as what
 * any program does.
 */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';

/** In the root of the mount. Patterns for files match everything in it. */
const FOLDER = '.faultline';
const WITNESSES = 8;

/** What is read and overwritten of each; they never become longer. */
export const WITNESS_BYTES = 4_096;

export function witnessPath(mountPoint: string, name: string): string {
  return join(mountPoint, FOLDER, name);
}

/** Before there is any trouble. */
export async function prepareWitnesses(mountPoint: string): Promise<void> {
  await mkdir(join(mountPoint, FOLDER), { recursive: true });
  for (let index = 0; index < WITNESSES; index += 1) {
    const file = await open(witnessPath(mountPoint, `witness-${index}`), 'w');
    await file.write(Buffer.alloc(WITNESS_BYTES, index));
    await file.sync();
    await file.close();
  }
}

/** Past the kernel's memory, so that every read and write reaches the disk. Works while it is read-only, to read. */
export async function openWitnesses(mountPoint: string, access: 'read' | 'write'): Promise<readonly FileHandle[]> {
  const flags = (access === 'read' ? constants.O_RDONLY : constants.O_RDWR) | constants.O_DIRECT;
  return Promise.all(
    Array.from({ length: WITNESSES }, (_, index) => open(witnessPath(mountPoint, `witness-${index}`), flags)),
  );
}
