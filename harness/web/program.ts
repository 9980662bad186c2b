/** The program of the pages, as the build left it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FaultlineError } from '../contracts/errors.js';

const here = dirname(fileURLToPath(import.meta.url));
/** Beside this file once it is built; from the sources, in what was built of them. */
const PLACES = [join(here, 'page/program.js'), join(here, '../../dist/harness/web/page/program.js')];

let program: string | null = null;

/** Its text, fit to stand in a script element. Throws FaultlineError 'not-built'. */
export function pageProgram(): string {
  program ??= readProgram();
  return program;
}

function readProgram(): string {
  const path = PLACES.find((place) => existsSync(place));
  if (path === undefined) {
    throw new FaultlineError('the program of the results pages is not built', {
      code: 'not-built',
      hint: 'npm run build',
    });
  }
  // A script ends at the first closing tag, wherever it stands in the program.
  return readFileSync(path, 'utf8').replaceAll(/<(?=\/script|!--)/gi, '\\x3c');
}
