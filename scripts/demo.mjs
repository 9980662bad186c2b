/** `npm run demo`: one exhibit of the museum from a fresh clone to its report, on this machine, without root: caught, and shown mended. */
import { mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensurePackages, root, run } from './ensure.mjs';

const FLAW = 'double-username';
const SEED = 1;
/** Exit codes of `faultline run`. */
const [VALID, VIOLATED, FAILED] = [0, 1, 3];

ensurePackages();
ensureBuilt();
const built = (path) => import(pathToFileURL(join(root, 'dist', path)).href);
const { exhibits } = await built('cli/museum/exhibits/index.js');
const { wordsOf } = await built('cli/museum/words.js');
const { flawTexts } = await built('targets/reference/flaw-texts.js');
const exhibit = exhibits.find(({ flaw }) => flaw === FLAW);
const { describe } = flawTexts.find(({ name }) => name === FLAW);
const folder = resolve('results');
mkdirSync(folder, { recursive: true });

function show(way) {
  const words = wordsOf({ exhibit, way, seed: SEED, on: 'local' }, folder);
  console.error(`· faultline ${words.map((word) => (word.startsWith('/') ? relative('.', word) : word)).join(' ')}\n`);
  return run(process.execPath, [join(root, 'dist', 'cli', 'main.js'), ...words]);
}

console.error(
  `\nThree nodes of a small replicated store that gives out names, ten clients who want the same ones, and a flaw:\n`,
);
console.error(`  ${describe}\n`);
const flawed = show('flaw-with-fault');
console.error('\nThe same store without the flaw, under the same fault:\n');
const right = show('right-with-fault');
if (flawed === VIOLATED && right === VALID) {
  console.error('\nThe flaw was caught, and nothing was found where there is none. The reports open from disk.');
  console.error('Next: npx faultline museum --only leader-without-quorum, or npx faultline run etcd.');
}
process.exit(flawed === VIOLATED && right === VALID ? VALID : FAILED);
