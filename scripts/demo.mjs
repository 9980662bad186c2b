/** `npm run demo`: from a fresh clone to a verdict and a report, on this machine, without root. */
import { join } from 'node:path';
import { ensureBuilt, ensurePackages, root, run } from './ensure.mjs';

ensurePackages();
ensureBuilt();
const words = ['run', 'etcd', '--on', 'local', '--nodes', '5', '--workload', 'register'];
words.push('--faults', 'partition,kill,pause', '--time', '30s', '--interval', '6s');
console.error(`· faultline ${words.join(' ')}`);
process.exit(run(process.execPath, [join(root, 'dist', 'cli', 'main.js'), ...words, ...process.argv.slice(2)]));
