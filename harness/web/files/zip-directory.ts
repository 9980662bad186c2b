/** Reads what is in a zip from the directory at its end (APPNOTE 6.3, sections 4.3 and 4.4), with the 64-bit sizes of big ones. */
import type { FileHandle } from 'node:fs/promises';
import { UsageError } from '../../contracts/errors.js';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its own header begins. */
  readonly at: number;
  /** The type bits of a Unix mode; 0 where the zip was made elsewhere. */
  readonly fileType: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const END64 = 0x06064b50;
const END64_BYTES = 56;
const LOCATOR64 = 0x07064b50;
const LOCATOR64_BYTES = 20;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const MAX_COMMENT = 0xffff;
const IN_64_BITS = 0xffff_ffff;
const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024;
const UNIX = 3;

/** Throws UsageError 'bad-zip'. */
export async function readDirectory(handle: FileHandle, name: string): Promise<readonly ZipEntry[]> {
  const { size: fileBytes } = await handle.stat();
  const tailAt = Math.max(0, fileBytes - END_BYTES - MAX_COMMENT - LOCATOR64_BYTES);
  const tail = await readAt(handle, tailAt, fileBytes - tailAt, name);
  const endAt = findEnd(tail);
  if (endAt < 0) throw badZip(name, 'it is no zip, or its end is missing');
  let entries = tail.readUInt16LE(endAt + 10);
  let bytes = tail.readUInt32LE(endAt + 12);
  let at = tail.readUInt32LE(endAt + 16);
  const locatorAt = endAt - LOCATOR64_BYTES;
  if (locatorAt >= 0 && tail.readUInt32LE(locatorAt) === LOCATOR64) {
    const end64 = await readAt(handle, Number(tail.readBigUInt64LE(locatorAt + 8)), END64_BYTES, name);
    if (end64.readUInt32LE(0) !== END64) throw badZip(name, 'its directory is damaged');
    entries = Number(end64.readBigUInt64LE(32));
    bytes = Number(end64.readBigUInt64LE(40));
    at = Number(end64.readBigUInt64LE(48));
  }
  if (bytes > MAX_DIRECTORY_BYTES) throw badZip(name, 'it lists too many files');
  const directory = await readAt(handle, at, bytes, name);
  const found: ZipEntry[] = [];
  let place = 0;
  while (found.length < entries) {
    if (place + ENTRY_BYTES > directory.length || directory.readUInt32LE(place) !== ENTRY) {
      throw badZip(name, 'its directory is damaged');
    }
    const { entry, length } = readEntry(directory, place, name);
    found.push(entry);
    place += length;
  }
  return found;
}

export async function readAt(handle: FileHandle, at: number, length: number, name: string): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const read = await handle.read(bytes, 0, length, at);
  if (read.bytesRead < length) throw badZip(name, 'it ends too early');
  return bytes;
}

export function badZip(name: string, why: string): UsageError {
  return new UsageError(`${name} cannot be unpacked: ${why}`, { code: 'bad-zip', value: name });
}

/** The last one whose comment reaches exactly to the end. */
function findEnd(tail: Buffer): number {
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === END && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return -1;
}

function readEntry(directory: Buffer, at: number, zip: string): { readonly entry: ZipEntry; readonly length: number } {
  const nameBytes = directory.readUInt16LE(at + 28);
  const extraBytes = directory.readUInt16LE(at + 30);
  const length = ENTRY_BYTES + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
  if (at + length > directory.length) throw badZip(zip, 'its directory is damaged');
  const nameAt = at + ENTRY_BYTES;
  const wide = wideNumbers(directory.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes));
  // In this order, and only those that did not fit.
  const fitted = (value: number): number => (value === IN_64_BITS ? (wide.shift() ?? value) : value);
  const bytes = fitted(directory.readUInt32LE(at + 24));
  const packedBytes = fitted(directory.readUInt32LE(at + 20));
  const headerAt = fitted(directory.readUInt32LE(at + 42));
  const entry: ZipEntry = {
    name: directory.toString('utf8', nameAt, nameAt + nameBytes),
    method: directory.readUInt16LE(at + 10),
    encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
    crc32: directory.readUInt32LE(at + 16),
    ...{ packedBytes, bytes, at: headerAt },
    fileType: directory.readUInt8(at + 5) === UNIX ? (directory.readUInt32LE(at + 38) >>> 16) & 0o170000 : 0,
  };
  return { entry, length };
}

/** The numbers of the 64-bit field among the extra ones. */
function wideNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      const numbers: number[] = [];
      for (let place = at + 4; place + 8 <= Math.min(extra.length, at + 4 + length) && numbers.length < 3; place += 8)
        numbers.push(Number(extra.readBigUInt64LE(place)));
      return numbers;
    }
    at += 4 + length;
  }
  return [];
}
