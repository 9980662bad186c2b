/** Finds what a request names among the folders of runs. Only real folders and files: a link is as if it were not there. */
import { constants, type Dirent, lstatSync } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { isRun, openResults } from '../../results/find-runs.js';
import { HttpError } from '../answer.js';

const CHUNK_BYTES = 256 * 1024;

export interface RunPlace {
  readonly folder: string;
  /** The run's, with forward slashes. */
  readonly path: string;
  /** What follows after the run's own path. */
  readonly rest: readonly string[];
}

/** The run that these parts begin with. Throws HttpError 404. */
export function findRun(results: string, parts: readonly string[]): RunPlace {
  const { root, only } = openResults(results);
  for (const depth of [1, 2]) {
    const path = parts.slice(0, depth);
    if (path.length < depth || (only !== null && path.join('/') !== only)) continue;
    const folder = realFolder(root, path);
    if (folder !== null && isRun(folder)) return { folder, path: path.join('/'), rest: parts.slice(depth) };
  }
  throw new HttpError(404, 'there is no such run');
}

/** The folder that these parts name within `root`, no part of which is a link; null when there is none. */
export function realFolder(root: string, parts: readonly string[]): string | null {
  let folder = root;
  for (const part of parts) {
    folder = join(folder, part);
    if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
  }
  return folder;
}

/** Opens a file of a run; the caller closes it. Throws HttpError 404. */
export async function openFile(
  folder: string,
  parts: readonly string[],
): Promise<{ readonly handle: FileHandle; readonly size: number }> {
  const inside = realFolder(folder, parts.slice(0, -1));
  const missing = new HttpError(404, 'the run has no such file');
  if (inside === null) throw missing;
  // Without following a link, and without waiting for whoever writes into a pipe.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(join(inside, parts.at(-1) ?? ''), flags).catch(() => {
    throw missing;
  });
  const stat = await handle.stat();
  if (stat.isFile()) return { handle, size: stat.size };
  await handle.close();
  throw missing;
}

export interface ListedFile {
  /** Below the folder, with forward slashes. */
  readonly path: string;
  readonly size: number;
}

/** Files below a folder, in order; links, and names that begin with a dot, are left out. At most `most`. */
export async function listFiles(folder: string, most: number): Promise<readonly ListedFile[]> {
  const found: ListedFile[] = [];
  const visit = async (prefix: readonly string[]): Promise<void> => {
    const entries: readonly Dirent[] = await readdir(join(folder, ...prefix), { withFileTypes: true }).catch(() => []);
    for (const entry of [...entries].sort((left, right) => (left.name < right.name ? -1 : 1))) {
      if (found.length >= most || entry.name.startsWith('.')) continue;
      const parts = [...prefix, entry.name];
      const stat = lstatSync(join(folder, ...parts), { throwIfNoEntry: false });
      if (stat?.isFile() === true) found.push({ path: parts.join('/'), size: stat.size });
      else if (stat?.isDirectory() === true) await visit(parts);
    }
  };
  await visit([]);
  return found;
}

/** The first `size` bytes of a file of a run: what is written meanwhile is left for the next time. */
export function fileStream(folder: string, parts: readonly string[], size: number): Readable {
  return Readable.from(bytesOf(folder, parts, size), { objectMode: false });
}

async function* bytesOf(folder: string, parts: readonly string[], size: number): AsyncGenerator<Uint8Array> {
  const { handle } = await openFile(folder, parts);
  try {
    for (let at = 0; at < size; ) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size - at));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
