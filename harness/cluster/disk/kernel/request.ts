/**
 * What the kernel asks of a file system (include/uapi/linux/fuse.h): a view of the one buffer that every request is
 * read into.
 */
import { readNumber } from './words.js';

/** What a request is about. */
export const OPCODE = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  SETATTR: 4,
  READLINK: 5,
  SYMLINK: 6,
  MKNOD: 8,
  MKDIR: 9,
  UNLINK: 10,
  RMDIR: 11,
  RENAME: 12,
  LINK: 13,
  OPEN: 14,
  READ: 15,
  WRITE: 16,
  STATFS: 17,
  RELEASE: 18,
  FSYNC: 20,
  INIT: 26,
  READDIR: 28,
  FSYNCDIR: 30,
  CREATE: 35,
  INTERRUPT: 36,
  DESTROY: 38,
  BATCH_FORGET: 42,
  FALLOCATE: 43,
  RENAME2: 45,
} as const;

/** The longest write, and the longest read, in one request. */
export const TRANSFER_BYTES_MAX = 1024 * 1024;

/** Before the body of each request. */
const HEADER_BYTES = 40;

export class Request {
  readonly buffer = Buffer.allocUnsafeSlow(TRANSFER_BYTES_MAX + 64 * 1024);
  /** Of the whole request, header and all. */
  length = 0;

  get opcode(): number {
    return this.buffer.readUInt32LE(4);
  }

  /** What the answer names: 8 bytes, as they came. */
  get unique(): bigint {
    return this.buffer.readBigUInt64LE(8);
  }

  /** Number of the inode that it is about. Ours are never more than 2^32. */
  get inode(): number {
    return this.buffer.readUInt32LE(16);
  }

  get user(): number {
    return this.buffer.readUInt32LE(24);
  }

  get group(): number {
    return this.buffer.readUInt32LE(28);
  }

  /** A word of the body, so many bytes into it. */
  word(at: number): number {
    return this.buffer.readUInt32LE(HEADER_BYTES + at);
  }

  /** A number of eight bytes of the body. */
  number(at: number): number {
    return readNumber(this.buffer, HEADER_BYTES + at);
  }

  /** Where a part of the body lies in the buffer. */
  place(at: number): number {
    return HEADER_BYTES + at;
  }

  /**
   * Names that begin there, each up to its zero byte. Their bytes are kept as they are: latin1, because a name on Linux
   * need not be UTF-8.
   */
  names(at: number): [string, string] {
    const first = this.nameFrom(HEADER_BYTES + at);
    return [first, this.nameFrom(HEADER_BYTES + at + first.length + 1)];
  }

  name(at: number): string {
    return this.nameFrom(HEADER_BYTES + at);
  }

  private nameFrom(begin: number): string {
    const end = this.buffer.indexOf(0, begin);
    return this.buffer.toString('latin1', begin, end < 0 || end > this.length ? this.length : end);
  }
}
