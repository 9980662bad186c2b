/** Disk faults that a real etcd need not survive: whatever becomes of it, the run itself does not fail. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { localCapabilities } from '../../harness/cluster/local/capabilities.js';
import { root } from '../house/files.js';
import { missingForLocal } from '../setup/inside.js';
import { describePart } from '../setup/parts.js';

const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-disks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One node throughout: the other two are a majority that can be waited for. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  'wipe:victims=n1': ['--system-model', 'nodes=crash-recovery-with-amnesia'],
  'bit-rot:victims=n1:bits=1000': ['--system-model', 'nodes=byzantine'],
  'disk-error:victims=n1:percent=100': [],
};

const missing = (await missingForLocal()) ?? (await localCapabilities()).get('disk') ?? null;

describePart('local', missing, 'a disk fault on etcd', () => {
  test.concurrent.each(Object.entries(RUNS))('fails no run: %s', { timeout: 160_000 }, async (fault, words) => {
    const name = fault.split(':')[0] ?? '';
    const times = ['--time', '12s', '--interval', '4s', '--fault-duration', '3s', '--seed', '1'];
    const all = ['run', 'etcd', '--nodes', '3', '--faults', fault, ...times, '--results', join(folder, name), ...words];
    const { exitCode, stdout } = await execa(process.execPath, [main, ...all], { reject: false, timeout: 150_000 });
    expect([0, 1, 2], stdout).toContain(exitCode);
    expect(stdout).toMatch(new RegExp(`faults in force: \\d ${name}`));
  });
});
