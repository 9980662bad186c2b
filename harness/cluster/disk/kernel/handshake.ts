/** The first request: what the kernel can do, and what of it we want. */
import { REPLY_HEADER_BYTES, type Reply } from './reply.js';
import { type Request, TRANSFER_BYTES_MAX } from './request.js';

const VERSION = { major: 7, minor: 31 } as const;

/**
 * ASYNC_READ, ATOMIC_O_TRUNC, BIG_WRITES, PARALLEL_DIROPS, MAX_PAGES, CACHE_SYMLINKS, NO_OPENDIR_SUPPORT. Not
 * WRITEBACK_CACHE: a write must reach us when it is made. Not POSIX_LOCKS and FLOCK_LOCKS: the kernel keeps them itself.
 */
const WANTED = (1 << 0) | (1 << 3) | (1 << 5) | (1 << 18) | (1 << 22) | (1 << 23) | (1 << 24);

const BACKGROUND_MAX = 64;

/** Answers the length of the reply. */
export function shakeHands(request: Request, reply: Reply): number {
  const readaheadBytes = request.word(8);
  const flags = request.word(12) & WANTED;
  const { buffer } = reply;
  const body = REPLY_HEADER_BYTES;
  buffer.fill(0, body, body + 64);
  buffer.writeUInt32LE(VERSION.major, body);
  buffer.writeUInt32LE(VERSION.minor, body + 4);
  buffer.writeUInt32LE(Math.min(readaheadBytes, TRANSFER_BYTES_MAX), body + 8);
  buffer.writeUInt32LE(flags, body + 12);
  buffer.writeUInt16LE(BACKGROUND_MAX, body + 16);
  buffer.writeUInt16LE((BACKGROUND_MAX * 3) / 4, body + 18);
  buffer.writeUInt32LE(TRANSFER_BYTES_MAX, body + 20);
  buffer.writeUInt32LE(1, body + 24);
  buffer.writeUInt16LE(TRANSFER_BYTES_MAX / 4_096, body + 28);
  return 64;
}
