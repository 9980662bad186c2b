/** The programs of the pages, each one classic script: `npm run build` bundles them, whatever embeds them reads them here. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FaultlineError } from '../contracts/errors.js';

/** Places below the root of the package, without `dist`. */
const PLACES = { report: 'harness/report/page/program.js', web: 'harness/web/page/program.js' } as const;

/** This file stands in harness/report of the root, and of dist/ when it is compiled. */
const ROOT = new URL('../../', import.meta.url);

/** Every page of a server has it: read once. */
const read = new Map<keyof typeof PLACES, string>();

/** The text of a page's program, fit to stand in a script element. Throws FaultlineError 'not-built'. */
export function pageProgram(page: keyof typeof PLACES): string {
  const program = read.get(page) ?? readProgram(page);
  read.set(page, program);
  return program;
}

function readProgram(page: keyof typeof PLACES): string {
  const candidates = [new URL(PLACES[page], ROOT), new URL(`dist/${PLACES[page]}`, ROOT)];
  const found = candidates.map((url) => fileURLToPath(url)).find((path) => existsSync(path));
  if (found === undefined) {
    throw new FaultlineError(`the program of the ${page === 'report' ? 'report' : 'results browser'} is not built`, {
      code: 'not-built',
      value: PLACES[page],
      hint: 'build it with: npm run build',
    });
  }
  // A script ends at the first closing tag, wherever it stands in the program.
  return readFileSync(found, 'utf8').replaceAll(/<(?=\/script|!--)/gi, '\\x3c');
}
