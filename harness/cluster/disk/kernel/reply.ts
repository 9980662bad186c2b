/** What is answered to the kernel: a header, and a body that is written into one buffer again and again. */
import { writeSync } from 'node:fs';
import type { Inode } from '../stored/inode.js';
import { TRANSFER_BYTES_MAX } from './request.js';
import { writeNumber } from './words.js';

export const REPLY_HEADER_BYTES = 16;

/** Whatever a handler answers with it is answered later, or never. */
export const NO_REPLY = -1_000_000;

/**
 * The kernel may believe what it knows about names and attributes for so long, s: nobody but us changes them, and we
 * tell it when we do.
 */
const VALID_S = 3_600;
const ATTRIBUTE_BYTES = 88;
/** A file system without blocks answers in these. */
const BLOCK_BYTES = 4_096;

export class Reply {
  readonly buffer = Buffer.alloc(REPLY_HEADER_BYTES + TRANSFER_BYTES_MAX);

  /** Sends a body of so many bytes; fewer than none is an error, by its number. The kernel may no longer want it. */
  send(device: number, unique: bigint, result: number): void {
    const length = REPLY_HEADER_BYTES + Math.max(0, result);
    writeHeader(this.buffer, unique, result);
    sendTo(device, this.buffer, length);
  }

  /** A copy of what would be sent, for later. */
  copy(unique: bigint, result: number): Buffer<ArrayBuffer> {
    writeHeader(this.buffer, unique, result);
    return Buffer.from(this.buffer.subarray(0, REPLY_HEADER_BYTES + Math.max(0, result)));
  }

  /** An inode that a name stands for. Answers its length. */
  entry(inode: Inode): number {
    const body = REPLY_HEADER_BYTES;
    writeNumber(this.buffer, inode.number, body);
    this.buffer.fill(0, body + 8, body + 40);
    writeNumber(this.buffer, VALID_S, body + 16);
    writeNumber(this.buffer, VALID_S, body + 24);
    this.writeAttributes(inode, body + 40);
    return 40 + ATTRIBUTE_BYTES;
  }

  /** A name that stands for nothing, and that the kernel may remember as such. */
  nothing(): number {
    this.buffer.fill(0, REPLY_HEADER_BYTES, REPLY_HEADER_BYTES + 40 + ATTRIBUTE_BYTES);
    writeNumber(this.buffer, VALID_S, REPLY_HEADER_BYTES + 16);
    return 40 + ATTRIBUTE_BYTES;
  }

  attributes(inode: Inode): number {
    writeNumber(this.buffer, VALID_S, REPLY_HEADER_BYTES);
    writeNumber(this.buffer, 0, REPLY_HEADER_BYTES + 8);
    this.writeAttributes(inode, REPLY_HEADER_BYTES + 16);
    return 16 + ATTRIBUTE_BYTES;
  }

  /** An open file without a handle of ours, after a body of so many bytes. */
  opened(before: number, flags: number): number {
    const at = REPLY_HEADER_BYTES + before;
    this.buffer.fill(0, at, at + 16);
    this.buffer.writeUInt32LE(flags, at + 8);
    return before + 16;
  }

  /** Words of four bytes. */
  words(...words: readonly number[]): number {
    for (const [index, word] of words.entries()) this.buffer.writeUInt32LE(word, REPLY_HEADER_BYTES + index * 4);
    return words.length * 4;
  }

  /** Of a file system with so many blocks. */
  space({ blocks, free }: { readonly blocks: number; readonly free: number }): number {
    const body = REPLY_HEADER_BYTES;
    this.buffer.fill(0, body, body + 80);
    for (const [index, value] of [blocks, free, free, 2 ** 32, 2 ** 31].entries()) {
      writeNumber(this.buffer, value, body + index * 8);
    }
    this.buffer.writeUInt32LE(BLOCK_BYTES, body + 40);
    this.buffer.writeUInt32LE(255, body + 44);
    this.buffer.writeUInt32LE(BLOCK_BYTES, body + 48);
    return 80;
  }

  /** Adds one entry of a folder after a body of so many bytes, of which there may be `room`; answers the new length, or -1. */
  listed(before: number, room: number, entry: { name: string; inode: number; mode: number; next: number }): number {
    const length = (24 + entry.name.length + 7) & ~7;
    if (before + length > room) return -1;
    const at = REPLY_HEADER_BYTES + before;
    this.buffer.fill(0, at, at + length);
    writeNumber(this.buffer, entry.inode, at);
    writeNumber(this.buffer, entry.next, at + 8);
    this.buffer.writeUInt32LE(entry.name.length, at + 16);
    this.buffer.writeUInt32LE(entry.mode >>> 12, at + 20);
    this.buffer.write(entry.name, at + 24, 'latin1');
    return before + length;
  }

  private writeAttributes(inode: Inode, at: number): void {
    const { buffer } = this;
    const { times } = inode;
    writeNumber(buffer, inode.number, at);
    writeNumber(buffer, inode.bytes, at + 8);
    writeNumber(buffer, inode.blocks, at + 16);
    for (let time = 0; time < 3; time += 1) {
      writeNumber(buffer, times[time * 2]!, at + 24 + time * 8);
      buffer.writeUInt32LE(times[time * 2 + 1]!, at + 48 + time * 4);
    }
    buffer.writeUInt32LE(inode.mode, at + 60);
    buffer.writeUInt32LE(inode.links, at + 64);
    buffer.writeUInt32LE(inode.user, at + 68);
    buffer.writeUInt32LE(inode.group, at + 72);
    buffer.writeUInt32LE(inode.device, at + 76);
    buffer.writeUInt32LE(BLOCK_BYTES, at + 80);
    buffer.writeUInt32LE(0, at + 84);
  }
}

/** An answer without a body: done, or an error by its number below 0. */
export function bareReply(unique: bigint, result: number): Buffer<ArrayBuffer> {
  const buffer = Buffer.alloc(REPLY_HEADER_BYTES);
  writeHeader(buffer, unique, result);
  return buffer;
}

/** The kernel refuses an answer to what was interrupted, and takes none when the file system is gone. */
export function sendTo(device: number, message: Uint8Array, length = message.length): void {
  try {
    writeSync(device, message, 0, length);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENODEV' && code !== 'EPERM') throw error;
  }
}

function writeHeader(buffer: Buffer, unique: bigint, result: number): void {
  buffer.writeUInt32LE(REPLY_HEADER_BYTES + Math.max(0, result), 0);
  buffer.writeInt32LE(Math.min(0, result), 4);
  buffer.writeBigUInt64LE(unique, 8);
}
