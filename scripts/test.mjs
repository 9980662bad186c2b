/** `npm test`: installs what is missing, lints, type-checks, builds, runs every test, and counts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensurePackages, root, run } from './ensure.mjs';

ensurePackages();
const bin = (name) => join(root, 'node_modules', '.bin', name);
const counts = { passed: 0, failed: 0, skipped: 0 };
const count = (name, exitCode) => {
  if (exitCode === 0) counts.passed += 1;
  else {
    counts.failed += 1;
    console.error(`error: ${name} failed`);
  }
};

console.error('· lint');
count('lint', run(bin('biome'), ['check', '--error-on-warnings', '.']));
console.error('· types');
count('the type check', run(bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']));
count('the type check of the pages', run(bin('tsc'), ['-p', 'tsconfig.page.json']));
ensureBuilt();

const folder = mkdtempSync(join(tmpdir(), 'faultline-test-'));
const report = join(folder, 'vitest.json');
const words = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const exitCode = run(bin('vitest'), [...words, ...process.argv.slice(2)], {
  env: { ...process.env, FAULTLINE_TEST_SETUP: '1' },
});
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  counts.passed += result.numPassedTests;
  counts.failed += result.numFailedTests;
  counts.skipped += result.numPendingTests + result.numTodoTests;
  // A file that cannot even be loaded has no tests to fail.
  if (exitCode !== 0 && result.numFailedTests === 0) counts.failed += 1;
} catch {
  counts.failed += 1;
}
rmSync(folder, { recursive: true, force: true });
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed === 0 ? 0 : 1);
