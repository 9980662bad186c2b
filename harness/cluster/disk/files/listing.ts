/** What is stored: the plain files of a node's data folders, as their own file system lists them. */
import { posix } from 'node:path';
import { FaultlineError } from '../../../contracts/errors.js';
import { shellCommand } from '../../kept-shell.js';
import type { StoragePlace } from './place.js';

export interface StoredFile {
  /** As the node's processes see it. */
  readonly path: string;
  /** Relative to its data folder. */
  readonly name: string;
  readonly bytes: number;
}

/** Every plain file in the folders, in the order of their paths. A name with a line break in it is left out. */
export async function storedFiles({ folders, script }: StoragePlace): Promise<readonly StoredFile[]> {
  const listed: StoredFile[] = [];
  for (const folder of folders) {
    // A file may go while a running program is looked at.
    const find = shellCommand(['find', folder, '-type', 'f', '-exec', 'stat', '-c', '%s %n', '{}', '+']);
    listed.push(...parseListing(folder, await script(`${find} 2>/dev/null || [ -d ${shellCommand([folder])} ]`)));
  }
  return listed.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** Lines of size and path. */
export function parseListing(folder: string, text: string): readonly StoredFile[] {
  return text.split('\n').flatMap((line) => {
    const [, bytes, path] = /^(\d+) (\/.*)$/.exec(line) ?? [];
    if (bytes === undefined || path === undefined) return [];
    return [{ path, name: posix.relative(folder, path), bytes: Number(bytes) }];
  });
}

/** Nothing is stored that such a change could be made to. The fault is then skipped: there is nobody to do it to. */
export function noSuchFile({ node, folders }: StoragePlace, files: string, what: string): FaultlineError {
  return new FaultlineError(`no file in ${folders.join(', ')} of ${node} that matches ${files} ${what}`, {
    code: 'no-such-file',
    value: files,
    hint: 'files is a pattern such as **/*.wal, relative to the data folder',
  });
}
