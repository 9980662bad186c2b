/**
 * `npm run image [-- FILE]`: for where no registry answers: makes the images that docker-compose.yml's grow from, and names
 * them in .env (or FILE), where compose looks by itself.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensurePackages, root } from './ensure.mjs';

ensurePackages();
ensureBuilt();
const built = (path) => import(pathToFileURL(join(root, 'dist', path)).href);
const { connectEngine } = await built('harness/cluster/docker/engine.js');
const { ensureComposeBases } = await built('harness/cluster/docker/compose-bases.js');
const { reportError } = await built('cli/output.js');

const file = process.argv[2] === undefined ? join(root, '.env') : resolve(process.argv[2]);
try {
  const { controller, machine } = await ensureComposeBases(await connectEngine(), {
    log: (line) => console.error(`· ${line}`),
    signal: new AbortController().signal,
  });
  const settings = { FAULTLINE_NODE_IMAGE: controller, FAULTLINE_MACHINE_IMAGE: machine };
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  // What else somebody has set there stays.
  const others = text.split('\n').filter((line) => line !== '' && !(line.split('=')[0].trim() in settings));
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  writeFileSync(file, `${[...others, ...lines].join('\n')}\n`);
  console.error(`· ${file} names ${controller} and ${machine}; now: docker compose up`);
} catch (error) {
  process.exitCode = reportError(error, false);
}
