/** Makes the folder of a run at the moment (ms since 1970) that it is told, and says whether it is still there a while later. */
import { existsSync } from 'node:fs';
import { createRunSpace } from '../../../../harness/cluster/local/run-space.js';

const atMs = Number(process.argv[2]);
// To the millisecond, as no timer would be.
while (Date.now() < atMs);
const space = createRunSpace();
await new Promise((resolve) => setTimeout(resolve, 300));
console.log(existsSync(space.folder));
space.remove();
