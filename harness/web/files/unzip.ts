/** Unpacks a zip of runs into a folder of its own. Nothing is ever written outside of it, and no more than was agreed to. */
import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { messageOf, UsageError } from '../../contracts/errors.js';
import { badZip, readAt, readDirectory, type ZipEntry } from './zip-directory.js';

export interface UnzipBounds {
  readonly maxFiles: number;
  /** Of all files together, unpacked. */
  readonly maxBytes: number;
}

export const USUAL_BOUNDS: UnzipBounds = { maxFiles: 100_000, maxBytes: 16 * 2 ** 30 };

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const SYMLINK = 0o120000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;

/**
 * Unpacks into `folder`, which exists and is empty. Everything is looked at before anything is written: one entry that
 * leads outside, is a link or is encrypted refuses the whole. Throws UsageError 'bad-zip' and 'unreadable'.
 */
export async function unzip(zip: string, folder: string, bounds: UnzipBounds = USUAL_BOUNDS): Promise<void> {
  const name = basename(zip);
  const handle = await open(zip, 'r').catch((error: unknown) => {
    throw new UsageError(`${zip} cannot be read: ${messageOf(error)}`, {
      code: 'unreadable',
      value: zip,
      cause: error,
    });
  });
  try {
    const entries = await readDirectory(handle, name);
    for (const entry of entries) refuseBad(entry, name);
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    if (entries.length > bounds.maxFiles) throw badZip(name, `it holds more than ${bounds.maxFiles} files`);
    if (bytes > bounds.maxBytes) throw badZip(name, `it would take ${bytes} bytes; ${bounds.maxBytes} are allowed`);
    for (const entry of entries) if (!entry.name.endsWith('/')) await unpack(handle, entry, folder, name);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw badZip(name, messageOf(error));
  } finally {
    await handle.close();
  }
}

function refuseBad({ name, encrypted, method, fileType }: ZipEntry, zip: string): void {
  const parts = name.replace(/\/$/, '').split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a name
  const outside = parts.some((part) => part === '' || part === '.' || part === '..' || /[\\:\u0000-\u001f]/.test(part));
  const quoted = JSON.stringify(name.slice(0, 200));
  if (outside) throw badZip(zip, `the name ${quoted} leads out of it, or is none`);
  if (fileType === SYMLINK) throw badZip(zip, `${quoted} is a link`);
  if (fileType !== 0 && fileType !== REGULAR && fileType !== FOLDER) throw badZip(zip, `${quoted} is no file`);
  if (encrypted) throw badZip(zip, `${quoted} is encrypted`);
  if (method !== STORED && method !== DEFLATED)
    throw badZip(zip, `${quoted} is packed in a way that is not known here`);
}

async function unpack(handle: FileHandle, entry: ZipEntry, folder: string, zip: string): Promise<void> {
  const header = await readAt(handle, entry.at, LOCAL_BYTES, zip);
  if (header.readUInt32LE(0) !== LOCAL) throw badZip(zip, `${JSON.stringify(entry.name)} is not where it should be`);
  const start = entry.at + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  const path = join(folder, entry.name);
  await mkdir(dirname(path), { recursive: true });
  // 'wx': a name that comes twice is refused.
  const file = createWriteStream(path, { flags: 'wx' });
  const packed = pieces(handle, start, entry.packedBytes);
  const check = checked(entry, zip);
  if (entry.method === STORED) await pipeline(packed, check, file);
  else await pipeline(packed, createInflateRaw(), check, file);
}

async function* pieces(handle: FileHandle, start: number, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; ) {
    const piece = Buffer.allocUnsafe(Math.min(256 * 1024, length - at));
    const { bytesRead } = await handle.read(piece, 0, piece.length, start + at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

/** Lets through as many bytes as the directory promised, and complains when they are others. */
function checked({ name, bytes, crc32: promised }: ZipEntry, zip: string): Transform {
  let seen = 0;
  let sum = 0;
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      seen += piece.length;
      sum = crc32(piece, sum);
      done(seen > bytes ? badZip(zip, `${JSON.stringify(name)} is larger than it says`) : null, piece);
    },
    flush(done) {
      done(seen === bytes && sum === promised ? null : badZip(zip, `${JSON.stringify(name)} is damaged`));
    },
  });
}
