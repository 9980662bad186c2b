/** `npm run evidence [-- FAULT...]`: what takes too long for the tests; goes on where it was broken off. */
import { join } from 'node:path';
import { ensureBuilt, ensurePackages, root, run } from './ensure.mjs';

ensurePackages();
ensureBuilt();
process.exit(
  run(process.execPath, ['--import', 'tsx', join(root, 'bench', 'evidence', 'main.ts'), ...process.argv.slice(2)]),
);
