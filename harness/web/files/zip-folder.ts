/** A run's folder as a zip that is made while it is sent: never more of it in memory than a few pieces. */
import { Readable } from 'node:stream';
import { Zip, ZipDeflate } from 'fflate';
import { HttpError } from '../answer.js';
import { fileStream, type ListedFile, listFiles } from './run-place.js';

const MAX_FILES = 60_000;
/** The old format of zips, which is what is written here, counts bytes and files in 32 and 16 bits. */
const MAX_BYTES = 4_000_000_000;
/** Fast rather than small: histories shrink to a tenth all the same. */
const LEVEL = 3;

/** Files in the zip are named `prefix`/… Rejects with HttpError 413 for what a zip cannot hold. */
export async function zipFolder(folder: string, prefix: string): Promise<() => Readable> {
  const files = await listFiles(folder, MAX_FILES);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > MAX_BYTES || files.length >= MAX_FILES) {
    throw new HttpError(413, 'this run is too big for a zip (4 GB at most): copy its folder instead');
  }
  return () => Readable.from(zipped(folder, prefix, files), { objectMode: false });
}

async function* zipped(folder: string, prefix: string, files: readonly ListedFile[]): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, data) => {
    if (error !== null) failure = error;
    else ready.push(data);
  });
  // Taken after every piece that goes in, and sent before the next one is read.
  const take = (): readonly Uint8Array[] => {
    if (failure !== null) throw failure;
    const taken = ready;
    ready = [];
    return taken;
  };
  for (const { path, size } of files) {
    const entry = new ZipDeflate(`${prefix}/${path}`, { level: LEVEL });
    zip.add(entry);
    for await (const piece of fileStream(folder, path.split('/'), size)) {
      entry.push(piece, false);
      yield* take();
    }
    entry.push(new Uint8Array(0), true);
    yield* take();
  }
  zip.end();
  yield* take();
}
