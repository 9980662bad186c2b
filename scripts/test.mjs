/** `npm test`: installs what is missing, lints, type-checks, builds, runs every test, and counts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
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

/** Runs vitest with these words and answers its report; null where it left none. */
function vitest(name, words) {
  const report = join(folder, `${name}.json`);
  const outputs = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const exitCode = run(bin('vitest'), ['run', ...outputs, ...words], {
    env: { ...process.env, FAULTLINE_TEST_SETUP: '1' },
  });
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    return { exitCode, files: result.testResults };
  } catch {
    return null;
  }
}

const failures = ({ assertionResults }) => assertionResults.filter(({ status }) => status === 'failed');
const hasFailed = (file) => file.status === 'failed' || failures(file).length > 0;

/**
 * Tests that watch real clusters in real time share a machine with whatever else it does. The files of a few that failed are
 * run once more, by themselves; what fails twice has failed, and what passed only then is named at the end.
 */
const SECOND_TRIES_MAX = 4;
const onlyThen = [];

let files = [];
/** Of the last run: what vitest blames on no test, such as an error that nobody caught, is in it alone. */
let exitCode = 0;
const first = vitest('first', process.argv.slice(2));
if (first === null) count('vitest', 1);
else {
  ({ files, exitCode } = first);
  const failed = files.filter(hasFailed);
  if (failed.length > 0 && failed.length <= SECOND_TRIES_MAX) {
    console.error(`· once more: ${failed.map(({ name }) => relative(root, name)).join(', ')}`);
    const second = vitest('second', ['--maxWorkers=1', ...failed.map(({ name }) => relative(root, name))]);
    exitCode = second?.exitCode ?? 1;
    const names = new Set(second?.files.map(({ name }) => name));
    for (const file of failed) {
      const again = second?.files.find(({ name }) => name === file.name);
      if (again === undefined || hasFailed(again)) continue;
      for (const { fullName, failureMessages } of failures(file))
        onlyThen.push(`${relative(root, file.name)}: ${fullName}: ${failureMessages[0]?.split('\n')[0] ?? ''}`);
      if (failures(file).length === 0) onlyThen.push(`${relative(root, file.name)}: ${file.message.split('\n')[0]}`);
    }
    files = [...files.filter(({ name }) => !names.has(name)), ...(second?.files ?? [])];
  }
}
for (const file of files) {
  for (const { status } of file.assertionResults) {
    if (status === 'passed') counts.passed += 1;
    else if (status === 'failed') counts.failed += 1;
    else counts.skipped += 1;
  }
  // A file that cannot even be loaded has no tests to fail.
  if (file.status === 'failed' && failures(file).length === 0) counts.failed += 1;
}
if (exitCode !== 0 && counts.failed === 0) counts.failed += 1;
rmSync(folder, { recursive: true, force: true });
for (const line of onlyThen) console.log(`passed only the second time: ${line}`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed === 0 ? 0 : 1);
