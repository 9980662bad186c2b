/** Writes of a file, without a database. */
import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** So many bytes of a file are written again and again. */
const FILE_BYTES = 32 * 1024 * 1024;

/** Writes of so many bytes, one after the other, in a second. */
export async function writeRate(
  folder: string,
  bytes: number,
  seconds: number,
  isSynchronous: boolean,
): Promise<number> {
  const path = join(folder, 'written');
  const flags = constants.O_RDWR | constants.O_CREAT | (isSynchronous ? constants.O_DSYNC : 0);
  const file = await open(path, flags, 0o600);
  try {
    return await write(file, Buffer.alloc(bytes, 7), seconds);
  } finally {
    await file.close();
    await rm(path);
  }
}

/** Through the threads of Node, several at a time, as a write costs less than handing it over. */
async function write(file: FileHandle, block: Buffer, seconds: number): Promise<number> {
  const start = performance.now();
  let offset = 0;
  let done = 0;
  while (performance.now() - start < seconds * 1_000) {
    await file.write(block, 0, block.length, offset);
    offset = (offset + block.length) % FILE_BYTES;
    done += 1;
  }
  return (done * 1_000) / (performance.now() - start);
}
