/** Operations on attributes: what an inode is, whose, how long, and how much room there is. */
import { fstatSync, statfsSync } from 'node:fs';
import { readSigned } from '../kernel/words.js';
import { StoredFile } from '../stored/file.js';
import { ACCESSED, CHANGED, type Inode, KIND, MODIFIED } from '../stored/inode.js';
import { type Disk, EINVAL, ENOSPC, refuse } from './disk.js';

/** Bits that say what is to be set. */
const SET = { MODE: 1, USER: 2, GROUP: 4, SIZE: 8, ACCESSED: 16, MODIFIED: 32, ACCESSED_NOW: 128, MODIFIED_NOW: 256 };
const SET_CHANGED = 1_024;
const BLOCK_BYTES = 4_096;

/** As much as would ever be asked for; free space without a bound is that of the backing store. */
export function space(disk: Disk, backing: string): number {
  const { bsize, blocks, bavail } = statfsSync(backing);
  const scale = bsize / BLOCK_BYTES;
  const free = Math.min(bavail * scale, Math.floor(disk.freeBytes() / BLOCK_BYTES));
  return disk.reply.space({ blocks: Math.floor(blocks * scale), free: Math.floor(free) });
}

export function getAttributes(disk: Disk): number {
  const inode = disk.inode();
  lookAtBlocks(inode);
  return disk.reply.attributes(inode);
}

export function setAttributes(disk: Disk): number {
  disk.mayChange();
  const { request } = disk;
  const inode = disk.inode();
  const set = request.word(0);
  if (set & SET.SIZE) truncate(disk, disk.file(), request.number(16));
  if (set & SET.MODE) inode.mode = (inode.mode & KIND.MASK) | (request.word(68) & 0o7777);
  if (set & SET.USER) inode.user = request.word(76);
  if (set & SET.GROUP) inode.group = request.word(80);
  const times = [
    [ACCESSED, SET.ACCESSED, SET.ACCESSED_NOW, 32, 56],
    [MODIFIED, SET.MODIFIED, SET.MODIFIED_NOW, 40, 60],
  ] as const;
  for (const [time, given, now, seconds, nanoseconds] of times) {
    if (set & now) inode.touch(time);
    else if (set & given) {
      inode.times[time] = readSigned(request.buffer, request.place(seconds));
      inode.times[time + 1] = request.word(nanoseconds);
    }
  }
  if ((set & SET_CHANGED) === 0) inode.touch(CHANGED);
  lookAtBlocks(inode);
  return disk.reply.attributes(inode);
}

/** Longer or shorter; only what is longer needs room. */
export function truncate(disk: Disk, file: StoredFile, size: number): void {
  if (!Number.isSafeInteger(size)) refuse(EINVAL);
  if (size - file.size > disk.freeBytes()) refuse(ENOSPC);
  disk.contents.truncate(file, size);
  file.touch(MODIFIED);
  file.touch(CHANGED);
}

/** How much room its object takes is what the backing store says. */
export function lookAtBlocks(inode: Inode): void {
  if (!(inode instanceof StoredFile)) return;
  inode.allocated = inode.object < 0 ? Math.ceil(inode.size / 512) : fstatSync(inode.object).blocks;
}
