/** The program of a node, and the files of this machine that it needs where it runs. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The server as it was built, or from its source where we are that ourselves. */
export const PROGRAM: readonly string[] = [
  process.execPath,
  ...(isSource() ? ['--import', import.meta.resolve('tsx')] : []),
  fileURLToPath(new URL(`./server/main${isSource() ? '.ts' : '.js'}`, import.meta.url)),
];

/** Node itself, this folder, what says that it holds modules, and the one package that it uses; from source, all packages. */
export function programFiles(): readonly string[] {
  const here = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');
  const modules = above(here).map((each) => join(each, 'node_modules', isSource() ? '' : 'zod'));
  const packages = modules.map((each) => each.replace(/\/$/, '')).filter((each) => existsSync(each));
  const files = [process.execPath, here, join(packageAbove(here), 'package.json'), ...packages];
  // A folder that is reached by a link has its modules where the link leads.
  return [...new Set(files.flatMap((file) => [file, realpathSync(file)]))].sort();
}

function isSource(): boolean {
  return import.meta.url.endsWith('.ts');
}

function packageAbove(folder: string): string {
  const found = above(folder).find((each) => existsSync(join(each, 'package.json')));
  if (found === undefined) throw new Error(`${folder} is in no package`);
  return found;
}

/** A folder and those that it stands in, itself first. */
function above(folder: string): readonly string[] {
  return folder === dirname(folder) ? [folder] : [folder, ...above(dirname(folder))];
}
