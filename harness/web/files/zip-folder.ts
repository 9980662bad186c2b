/** A run's folder as a zip that is made while it is sent: never more of it in memory than a few pieces. */
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { HttpError } from '../answer.js';
import { fileStream, type ListedFile, listFiles } from './run-place.js';
import { USUAL_BOUNDS } from './unzip.js';

/** Fast rather than small: histories shrink to a tenth all the same. */
const LEVEL = 3;

/** Files in the zip are named `prefix`/… Rejects with HttpError 413 for more than what would be unpacked again. */
export async function zipFolder(folder: string, prefix: string): Promise<() => Readable> {
  const { maxFiles, maxBytes } = USUAL_BOUNDS;
  const files = await listFiles(folder, maxFiles + 1);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > maxBytes || files.length > maxFiles) {
    const most = `${maxBytes / 2 ** 30} GB and ${maxFiles} files at most`;
    throw new HttpError(413, `this run is too big for a zip (${most}): copy its folder instead`);
  }
  return () => zipped(folder, prefix, files);
}

/** Each file is opened when its turn comes, and closed also when whoever reads the zip goes away. */
function zipped(folder: string, prefix: string, files: readonly ListedFile[]): Readable {
  const zip = new ZipFile();
  let source: Readable | null = null;
  const sent = pipeline(zip.outputStream, new PassThrough(), () => source?.destroy());
  for (const { path, size } of files) {
    zip.addReadStreamLazy(`${prefix}/${path}`, { compressionLevel: LEVEL }, (begin) => {
      source = fileStream(folder, path.split('/'), size).once('error', (error) => sent.destroy(error));
      begin(null, source);
    });
  }
  zip.end();
  return sent;
}
