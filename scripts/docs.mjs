/** `npm run docs`: writes the pages of docs/ that are made from the code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensurePackages, root } from './ensure.mjs';

ensurePackages();
ensureBuilt();
const built = (path) => import(pathToFileURL(join(root, 'dist', path)).href);
const { faultGuide } = await built('cli/fault-guide.js');
const { faults } = await built('nemeses/index.js');
const page = join(root, 'docs', 'faults.md');
writeFileSync(page, faultGuide(faults));
console.error(`· ${page}`);
