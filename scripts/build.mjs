/** `npm run build [-- OPTIONS OF TSC]`: compiles TypeScript into dist/, and bundles the programs of the pages, each into one classic script. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root, run } from './ensure.mjs';

/** What runs in a browser, by the folder of its main.ts; dist/ gets program.js in the same place. */
const PAGES = ['harness/report/page', 'harness/web/page'];

/** TypeScript itself looks at what is stale. */
function compile() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const config = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8'));
  const info = join(root, config.compilerOptions.tsBuildInfoFile);
  const force =
    existsSync(info) && !existsSync(join(root, 'dist')) ? ['--incremental', 'false', '--tsBuildInfoFile', 'null'] : [];
  // What is said after `npm run build --` is for it, such as --noCheck for sources that were checked before.
  return run(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...force, ...process.argv.slice(2)]) === 0;
}

/** Always made anew: it takes milliseconds. */
async function bundle(page) {
  const entry = join(root, page, 'main.ts');
  if (!existsSync(entry)) return;
  await build({
    entryPoints: [entry],
    outfile: join(root, 'dist', page, 'program.js'),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
  });
}

let isBuilt = compile(process.argv.slice(2));
for (const page of PAGES) {
  await bundle(page).catch((error) => {
    console.error(`error: the program of ${page} could not be bundled: ${error.message.split('\n')[0]}`);
    isBuilt = false;
  });
}
process.exit(isBuilt ? 0 : 1);
