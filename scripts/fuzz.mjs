/** `npm run fuzz [-- --runs N] [--seed N] [--only TEXT]`: compares the checkers with brute force on random histories. */
import { join } from 'node:path';
import { ensurePackages, root, run } from './ensure.mjs';

ensurePackages();
process.exit(
  run(process.execPath, ['--import', 'tsx', join(root, 'test', 'fuzz', 'main.ts'), ...process.argv.slice(2)]),
);
