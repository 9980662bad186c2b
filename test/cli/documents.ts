/** What stands in the pages of docs/ and the README: their blocks of code and their command lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../house/files.js';

/** The blocks of a language ('' for those that name none), in order. */
export function blocksOf(page: string, language: string): readonly string[] {
  const text = readFileSync(join(root, 'docs', page), 'utf8');
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, named]) => named === language)
    .map(([, , block = '']) => block);
}

/** The README and every page of docs/, by their paths from the root. */
export function pages(): readonly string[] {
  const own = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...own.map((name) => `docs/${name}`)];
}

/** Every command line `faultline …` of a page, without `npx` and `faultline`: from blocks line by line, and from `…` in the text. */
export function commandLinesOf(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/\\\n\s*/g, '');
  const inBlocks = [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].flatMap(([, block = '']) => block.split('\n'));
  const inText = [...text.replaceAll(/^```\w*\n.*?^```$/gms, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
  return [...inBlocks, ...inText].flatMap((line) => {
    const found = /^\s*(?:npx )?faultline (.*)$/.exec(line)?.[1];
    // What follows in brackets or after a hash is a remark.
    return found === undefined ? [] : [found.replace(/\s{2,}[(#].*$/, '').trim()];
  });
}

/** Words as a shell would make them of a simple line. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
}
