/** Operations on the bytes of files: opening, reading, writing, allocating and syncing them. */
import { constants } from 'node:fs';
import { NO_REPLY, REPLY_HEADER_BYTES } from '../kernel/reply.js';
import type { StoredFile } from '../stored/file.js';
import { CHANGED, type Folder, KIND, MODIFIED } from '../stored/inode.js';
import { truncate } from './attributes.js';
import { type Disk, EEXIST, EFBIG, EIO, ENOSPC, EOPNOTSUPP, EROFS, refuse } from './disk.js';
import { create, found } from './names.js';

/** The kernel keeps what it read of a file when it is opened again. */
const KEEP_CACHE = 2;
const DATA_ONLY = 1;
const KEEP_SIZE = 1;

/** Allocations from so many bytes on are worth a program that makes them. */
const ALLOCATE_BYTES_MIN = 1024 * 1024;

export function openFile(disk: Disk): number {
  const flags = disk.request.word(0);
  const file = disk.file();
  prepare(disk, file, flags);
  return disk.reply.opened(0, KEEP_CACHE);
}

export function createFile(disk: Disk): number {
  const flags = disk.request.word(0);
  const name = disk.request.name(16);
  const existing = disk.folder().get(name);
  if (existing !== undefined && flags & constants.O_EXCL) refuse(EEXIST);
  const inode = existing ?? create(disk, name, KIND.FILE | (disk.request.word(4) & 0o7777));
  prepare(disk, disk.file(inode.number), flags);
  return disk.reply.opened(found(disk, inode), KEEP_CACHE);
}

function prepare(disk: Disk, file: StoredFile, flags: number): void {
  if ((flags & 3) !== constants.O_RDONLY || flags & constants.O_TRUNC) disk.mayChange();
  if (flags & constants.O_TRUNC) truncate(disk, file, 0);
  file.opens += 1;
}

/** A handle is gone. */
export function releaseFile(disk: Disk): number {
  const file = disk.file();
  file.opens -= 1;
  if (file.opens <= 0) disk.contents.rest(file);
  return 0;
}

export function read(disk: Disk): number {
  const file = disk.file();
  disk.counted.reads += 1;
  if (disk.trouble.troublesReads) disk.read.add(file.number);
  failPerhaps(disk, 'read', file);
  const { request, reply } = disk;
  return disk.contents.read(file, reply.buffer, REPLY_HEADER_BYTES, request.number(8), request.word(16));
}

/** Of a write that has no room for all of its bytes, those at its beginning are written. */
export function write(disk: Disk): number {
  const { request, contents } = disk;
  const file = disk.file();
  disk.counted.writes += 1;
  disk.mayChange();
  failPerhaps(disk, 'write', file);
  const offset = request.number(8);
  const asked = request.word(16);
  if (!Number.isSafeInteger(offset + asked)) refuse(EFBIG);
  const missing = offset + asked - file.size - disk.freeBytes();
  const length = missing > 0 ? Math.min(asked, asked - missing) : asked;
  if (length <= 0 && asked > 0) refuse(ENOSPC);
  contents.write(file, request.buffer, request.place(40), { offset, length });
  file.touch(MODIFIED);
  file.touch(CHANGED);
  return disk.reply.words(length, 0);
}

/** The program is answered when the object is on the disk too. */
export function sync(disk: Disk, nowMs: number): number {
  const file = disk.file();
  disk.counted.syncs += 1;
  if (disk.trouble.readOnly && disk.contents.unsynced.has(file)) refuse(EROFS);
  failPerhaps(disk, 'fsync', file);
  const { request } = disk;
  disk.contents.sync(file);
  disk.tree.sync(file);
  const atMs = disk.trouble.answeredAtMs(0, nowMs);
  if (!file.hasObject) return 0;
  const dataOnly = (request.word(8) & DATA_ONLY) !== 0;
  const queued = { unique: request.unique, object: disk.contents.open(file), dataOnly };
  // A thread that makes syncs could do nothing else while one waits for its moment.
  if (atMs > 0 || !disk.syncs.add(queued)) disk.tell({ sync: { ...queued, atMs } });
  return NO_REPLY;
}

export function syncFolder(disk: Disk): number {
  const folder = disk.folder();
  disk.counted.syncs += 1;
  if (disk.trouble.readOnly && folder.unsynced.size > 0) refuse(EROFS);
  failPerhaps(disk, 'fsync', folder);
  disk.tree.sync(folder);
  return 0;
}

/** Room, and with the default mode size too; nothing else that fallocate(2) does. */
export function allocate(disk: Disk): number {
  disk.mayChange();
  const { request, contents } = disk;
  const file = disk.file();
  const mode = request.word(24);
  if ((mode & ~KEEP_SIZE) !== 0) refuse(EOPNOTSUPP);
  const length = request.number(16);
  const end = request.number(8) + length;
  if (!Number.isSafeInteger(end)) refuse(EFBIG);
  if (end - file.size > disk.freeBytes()) refuse(ENOSPC);
  if (mode === 0 && end > file.size) truncate(disk, file, end);
  if (length < ALLOCATE_BYTES_MIN) return 0;
  disk.tell({ allocate: { unique: request.unique, object: contents.open(file), end } });
  return NO_REPLY;
}

function failPerhaps(disk: Disk, operation: 'read' | 'write' | 'fsync', inode: StoredFile | Folder): void {
  if (!disk.trouble.fails(operation, () => disk.pathForPatterns(inode))) return;
  disk.counted.errorsInjected += 1;
  refuse(EIO);
}
