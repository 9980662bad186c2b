/** This command line as a process of its own: the same from source as built. */
import { fileURLToPath } from 'node:url';

/** Run by tsx, and not built. */
export const IS_SOURCE = import.meta.url.endsWith('.ts');

/** The file that is the program. */
export const MAIN = fileURLToPath(new URL(`./main${IS_SOURCE ? '.ts' : '.js'}`, import.meta.url));

/** Node, with the options that it runs us with, and ourselves with these words. */
export function ownCommand(...words: readonly string[]): readonly [program: string, ...words: string[]] {
  return [process.execPath, ...process.execArgv, MAIN, ...words];
}
