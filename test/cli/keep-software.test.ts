/** Runs with --keep-software: what is on the machine is taken, what is not is named, and nothing is fetched. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { findProgram, softwareLayers } from '../../harness/cluster/local/enter.js';
import { testSchema } from '../../harness/contracts/test.js';
import { FILES } from '../../harness/results/index.js';
import { root } from '../house/files.js';
import { missingForDocker } from '../setup/global.js';
import { missingForLocal } from '../setup/inside.js';
import { describePart } from '../setup/parts.js';

const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-kept-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WORDS = ['run', 'etcd', '--keep-software', '--nodes', '3', '--time', '3s', '--faults', 'none', '--seed', '3'];

/** A run on a machine with these folders laid over /usr, and with a cache of packages that is empty. */
function start(layers: readonly string[], results: string) {
  const command = [process.execPath, main, ...WORDS, '--results', join(folder, results)];
  const lay = '[ -z "$0" ] || mount -t overlay machine -o "lowerdir=$0:/usr" /usr; exec "$@"';
  const flags = process.getuid?.() === 0 ? ['-m'] : ['-r', '-m'];
  return execa('unshare', [...flags, 'sh', '-c', lay, layers.join(delimiter), ...command], {
    cwd: root,
    reject: false,
    timeout: 90_000,
    env: { XDG_CACHE_HOME: join(folder, 'cache') },
  });
}

describePart('local', await missingForLocal(), '--keep-software on a local cluster', () => {
  test('runs what is on the machine, and fetches nothing', { timeout: 120_000 }, async () => {
    const layers = await softwareLayers([{ debian: ['etcd-server'], binaries: ['etcd'] }]);
    const result = await start(layers, 'there');
    expect([result.exitCode, result.stdout]).toEqual([0, expect.stringContaining('VALID')]);
    const stored = testSchema.parse(JSON.parse(readFileSync(join(folder, 'there/latest', FILES.test), 'utf8')));
    expect(stored).toMatchObject({ keepSoftware: true, command: expect.stringContaining('--keep-software') });
    expect(existsSync(join(folder, 'cache/faultline/packages'))).toBe(false);
  });

  test.skipIf(findProgram('etcd') !== null)('says which program is not there', { timeout: 120_000 }, async () => {
    const result = await start(await softwareLayers([]), 'absent');
    expect(result.exitCode).toBe(3);
    expect(result.stdout).toContain('n1 has no etcd on its PATH, and --keep-software fetches nothing');
    expect(result.stderr).toContain('etcd-server');
  });
});

describePart('docker', await missingForDocker(), '--keep-software on a docker cluster', () => {
  test('takes the image as it is, and says which program is not in it', { timeout: 180_000 }, async () => {
    const words = [main, ...WORDS, '--on', 'docker', '--results', join(folder, 'docker')];
    const result = await execa(process.execPath, words, { cwd: root, reject: false, timeout: 150_000 });
    expect(result.stdout).toContain('n1 has no etcd on its PATH, and --keep-software fetches nothing');
    expect(result.exitCode).toBe(3);
  });
});
