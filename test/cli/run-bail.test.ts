/** --bail: a run ends when its history proves a violation, is judged as any other, and never ends early for nothing. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { runVerdictSchema } from '../../harness/results/index.js';
import { root } from '../house/files.js';
import { missingForLocal } from '../setup/inside.js';
import { describePart } from '../setup/parts.js';

const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-bail-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(results: string, ...words: readonly string[]) {
  const all = ['run', 'reference', '--nodes', '1', '--faults', 'none', '--seed', '1', '--bail', ...words];
  return execa(process.execPath, [main, ...all, '--results', join(folder, results)], {
    ...{ cwd: root, reject: false, all: true, timeout: 150_000 },
  });
}

const latest = (results: string, name: string): string => readFileSync(join(folder, results, 'latest', name), 'utf8');

describePart('local', await missingForLocal(), '--bail', () => {
  test('ends a run of two minutes when what was found is proven', async () => {
    const beganMs = performance.now();
    const result = await start('wrong', '--time', '120s', '--set', 'flaw=non-atomic-cas');
    expect(performance.now() - beganMs).toBeLessThan(100_000);
    expect({ exitCode: result.exitCode, all: result.all }).toMatchObject({ exitCode: 1 });
    const log = latest('wrong', 'harness.log');
    expect(log).toContain('violated already: ');
    // What comes at the end of every run has come: nothing was broken off.
    for (const phase of ['heal', 'recover', 'collect', 'check']) expect(log).toContain(`phase: ${phase}`);
    const verdict = runVerdictSchema.parse(JSON.parse(latest('wrong', 'verdict.json')));
    expect(verdict.properties[0]).toMatchObject({ property: 'linearizable', valid: false });
  }, 160_000);

  test('leaves a run alone that shows nothing, and says where nothing can be shown', async () => {
    const right = await start('right', '--time', '6s');
    expect({ exitCode: right.exitCode, all: right.all }).toMatchObject({ exitCode: 0 });
    expect(latest('right', 'harness.log')).not.toContain('violated already');
    const late = await start('late', '--time', '2s', '--workload', 'set');
    expect(late.all).toContain('--bail: set can only be judged at the end');
  }, 100_000);
});
