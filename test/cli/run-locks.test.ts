/** Whole runs of the lock workload on a real etcd: a lock holder that is paused writes on, unless its writes are fenced. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { runVerdictSchema } from '../../harness/results/index.js';
import { root } from '../house/files.js';
import { missingForLocal } from '../setup/inside.js';
import { describePart } from '../setup/parts.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-locks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Half of the clients are paused for twice as long as their leases last. */
const pause = join(folder, 'pause.json');
const paused = { fault: 'pause', parameters: { victims: 'client:1' }, seed: 3 };
writeFileSync(pause, JSON.stringify([{ id: 'f1', ...paused, when: { atMs: 2_500 }, durationMs: 5_000 }]));

async function verdictOf(words: readonly string[]) {
  const all = ['run', 'etcd', '--workload', 'lock', '--nodes', '3', '--time', '11s', '--op-timeout', '20s', '--json'];
  const main = join(root, 'dist/cli/main.js');
  const { stdout, stderr } = await execa(process.execPath, [main, ...all, ...words, '--results', folder], {
    ...{ cwd: root, reject: false, timeout: 150_000 },
  });
  if (stdout === '') throw new Error(stderr);
  return runVerdictSchema.parse(JSON.parse(stdout));
}

// Five locks for five clients on either side: but for one time in 250, somebody on the side that goes on waits for one of the other.
const held = ['--schedule', pause, '--client-hosts', '2', '--set', 'names=5', '--set', 'holdMs=9000'];

describePart('local', await missingForLocal(), 'locks of etcd', () => {
  test('exclude each other when nothing goes wrong', async () => {
    const verdict = await verdictOf(['--faults', 'none']);
    expect(verdict).toMatchObject({ valid: true, exitCode: 0 });
    expect(verdict.properties[0]).toMatchObject({ property: 'mutual-exclusion', valid: true });
  }, 180_000);

  test('do not exclude a holder that was paused: it wakes up and writes', async () => {
    const verdict = await verdictOf(held);
    expect(verdict).toMatchObject({ valid: false, runError: null, exitCode: 1 });
    const anomalies = verdict.properties[0]?.anomalies ?? [];
    const late = anomalies.find(({ type }) => type === 'write-after-lost-lock');
    expect(late?.explanation).toMatch(/Process \d+ still wrote under token \d+, .* after process \d+ had been given/s);
  }, 180_000);

  test('are worth something where writes are fenced', async () => {
    const verdict = await verdictOf([...held, '--set', 'lockWrites=fenced']);
    expect(verdict).toMatchObject({ valid: true, exitCode: 0 });
    expect(verdict.properties[0]).toMatchObject({ property: 'fencing', valid: true });
  }, 180_000);

  // Every other lie that could be told: there are some forty chances, and a busy machine leaves fewer.
  test.each([
    ['double-grant', 'mutual-exclusion'],
    ['stale-token', 'fencing'],
  ])(
    '%s, a lie of the harness, is caught by %s',
    async (plant, property) => {
      const verdict = await verdictOf(['--faults', 'none', '--plant', `${plant}:2`, '--judge', property]);
      expect(verdict.liesTold).toBeGreaterThan(0);
      expect(verdict.exitCode).toBe(1);
    },
    180_000,
  );
});
