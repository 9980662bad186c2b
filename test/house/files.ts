/** The project's own source files and what each imports, for the tests that keep the house in order. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export interface SourceFile {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly { readonly path: string; readonly typeOnly: boolean }[];
}

const FOLDERS = ['cli', 'harness', 'targets', 'workloads', 'nemeses', 'checkers', 'test', 'bench', 'scripts'];

export function sourceFiles(): readonly SourceFile[] {
  const listed = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return [...listed, 'index.ts'].filter((path) => /\.(ts|mjs)$/.test(path)).map(read);
}

function read(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const pattern = /^\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/gm;
  const imports = [...text.matchAll(pattern)].map((match) => ({
    path: relative(root, resolve(root, dirname(path), match[2] ?? match[3] ?? '')),
    typeOnly: match[1] !== undefined,
  }));
  return { path, text, imports };
}
