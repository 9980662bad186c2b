/** `npm run bench [-- NAME...]`: the measurements of bench/, built first. */
import { join } from 'node:path';
import { ensureBuilt, ensurePackages, root, run } from './ensure.mjs';

ensurePackages();
ensureBuilt();
process.exit(run(process.execPath, ['--expose-gc', join(root, 'dist', 'bench', 'main.js'), ...process.argv.slice(2)]));
