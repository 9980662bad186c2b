/** The examples of docs/: every command of the guides does what they say, in an empty folder. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { FILES, runVerdictSchema } from '../../harness/results/index.js';
import { root } from '../house/files.js';
import { missingForLocal } from '../setup/inside.js';
import { describePart } from '../setup/parts.js';
import { blocksOf, wordsOf } from './documents.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As `npm install /path/to/faultline zod` leaves it. */
mkdirSync(join(folder, 'node_modules'));
symlinkSync(root, join(folder, 'node_modules/faultline'));
symlinkSync(join(root, 'node_modules/zod'), join(folder, 'node_modules/zod'));

/** Does the `cp` and answers the `npx faultline` lines of a guide. */
function commandsOf(guide: string): readonly string[] {
  const lines = blocksOf(guide, 'sh').flatMap((block) => block.split('\n'));
  for (const line of lines.filter((each) => each.startsWith('cp '))) {
    for (const path of wordsOf(line).filter((word) => word.startsWith('/path/to/faultline/'))) {
      const name = path.replace('/path/to/faultline/', '');
      cpSync(join(root, name), join(folder, name.split('/').at(-1) ?? name));
    }
  }
  return lines.flatMap((line) => /^npx faultline (.*)$/.exec(line)?.[1] ?? []);
}

describePart('local', await missingForLocal(), 'the guides', () => {
  // All at once: they wait for their faults most of the time.
  const lines = [...commandsOf('guide-target.md'), ...commandsOf('guide-workload.md')];
  test.concurrent.each(lines.filter((line) => line.startsWith('run ')))(
    'faultline %s',
    { timeout: 180_000, retry: 0 },
    async (line) => {
      const isBroken = line.includes('reads=local') || line.includes('--plant');
      const words = [join(root, 'dist/cli/main.js'), ...wordsOf(line)];
      const { stdout, stderr, exitCode } = await execa(process.execPath, words, { cwd: folder, reject: false });
      expect([exitCode, stdout, stderr]).toEqual([
        isBroken ? 1 : 0,
        expect.stringContaining(isBroken ? 'VIOLATED' : 'VALID'),
        expect.any(String),
      ]);
      const report = /^ {2}report {2}(.*)$/m.exec(stdout)?.[1] ?? '';
      const stored = readFileSync(resolve(folder, dirname(report), FILES.verdict), 'utf8');
      const { properties } = runVerdictSchema.parse(JSON.parse(stored));
      const types = properties.flatMap(({ anomalies }) => anomalies.map(({ type }) => type));
      const expected = line.includes('freshness') ? 'stale-read' : 'nonlinearizable';
      expect(new Set(types)).toEqual(new Set(isBroken ? [expected] : []));
    },
  );

  test.concurrent.each(lines.filter((line) => line.startsWith('selftest ')))(
    'faultline %s',
    { timeout: 180_000, retry: 0 },
    async (line) => {
      const words = [join(root, 'dist/cli/main.js'), ...wordsOf(line)];
      const { stdout, exitCode } = await execa(process.execPath, words, { cwd: folder, reject: false });
      expect(stdout).toMatch(/✓ slate: its client neither hides nor repeats an operation/);
      expect(exitCode).toBe(0);
    },
  );
});
