/** What stands in code blocks of the pages of docs/. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../house/files.js';

/** The blocks of a language ('' for those that name none), in order. */
export function blocksOf(page: string, language: string): readonly string[] {
  const text = readFileSync(join(root, 'docs', page), 'utf8');
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, named]) => named === language)
    .map(([, , block = '']) => block);
}
