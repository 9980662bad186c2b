/** Installs what is missing and builds what is stale; plain JavaScript because it runs before anything is installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program with our own output; answers its exit code. */
export function run(program, words, options = {}) {
  const result = spawnSync(program, words, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) console.error(`${program}: ${result.error.message}`);
  return result.status ?? 1;
}

/** npm packages as package-lock.json says. Ends the process with one sentence when it cannot be done. */
export function ensurePackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`error: Node ${process.versions.node} is too old, Faultline needs 20.19 or newer`);
    process.exit(64);
  }
  const lock = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.error('· installing npm packages');
  if (run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']) !== 0) {
    console.error("error: the npm packages could not be installed; see whether 'npm ci' works in this folder");
    process.exit(3);
  }
}

/** The compiled command line in dist/, and the programs of the pages. */
export function ensureBuilt() {
  console.error('· building');
  if (run(process.execPath, [join(root, 'scripts', 'build.mjs')]) !== 0) {
    console.error('error: the build failed');
    process.exit(3);
  }
}
