/** Programs of the user's own: a folder over /usr of the nodes (--overlay), and an image for them (--image). */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectEngine } from '../../harness/cluster/docker/engine.js';
import { ensureNodeImage } from '../../harness/cluster/docker/images.js';
import { ensurePackages } from '../../harness/cluster/packages.js';
import { testSchema } from '../../harness/contracts/test.js';
import { FILES } from '../../harness/results/index.js';
import { root } from '../house/files.js';
import { missingForDocker } from '../setup/global.js';
import { missingForLocal } from '../setup/inside.js';
import { describePart } from '../setup/parts.js';

const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-own-'));
const overlay = join(folder, 'own');
const MARK = 'this etcd is our own';

beforeAll(async () => {
  const { root: packages } = await ensurePackages(['etcd-server']);
  for (const part of ['bin', 'libexec']) mkdirSync(join(overlay, part), { recursive: true });
  copyFileSync(join(packages, 'usr/bin/etcd'), join(overlay, 'libexec/own-etcd'));
  writeFileSync(join(overlay, 'bin/etcd'), `#!/bin/sh\necho ${MARK}\nexec /usr/libexec/own-etcd "$@"\n`);
  for (const program of ['bin/etcd', 'libexec/own-etcd']) chmodSync(join(overlay, program), 0o755);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(results: string, ...words: readonly string[]) {
  const all = ['run', 'etcd', '--nodes', '1', '--time', '2s', '--faults', 'none', '--seed', '3', ...words];
  const result = await execa(process.execPath, [main, ...all, '--results', join(folder, results)], {
    ...{ cwd: root, reject: false, all: true, timeout: 150_000 },
  });
  return { exitCode: result.exitCode, all: result.all };
}

const latest = (results: string, file: string): string => readFileSync(join(folder, results, 'latest', file), 'utf8');

describePart('local', await missingForLocal(), '--overlay on a local cluster', () => {
  test('lies over what the packages bring, and is in the command that does it again', async () => {
    expect(await start('local', '--overlay', overlay)).toMatchObject({ exitCode: 0 });
    expect(latest('local', 'nodes/n1/etcd.log')).toContain(MARK);
    const stored = testSchema.parse(JSON.parse(latest('local', FILES.test)));
    expect(stored).toMatchObject({ overlay, versions: { own: overlay } });
    expect(stored.command).toContain(`--overlay ${overlay}`);
  }, 120_000);

  test('is refused where it is not possible', async () => {
    const refused = [
      [['--overlay', join(folder, 'nowhere')], 'there is no folder'],
      [['--overlay', overlay, '--keep-software'], '--overlay is for'],
      [['--image', 'debian'], '--image is for --on docker alone'],
    ] as const;
    for (const [words, message] of refused) {
      expect(await start('refused', ...words)).toMatchObject({ exitCode: 64, all: expect.stringContaining(message) });
    }
  }, 60_000);
});

describePart('docker', await missingForDocker(), 'software of the user’s own on a docker cluster', () => {
  test('an image gets our tools and no packages, and a folder lies over it', async () => {
    const options = { packages: ['ca-certificates'], log: () => {}, signal: new AbortController().signal };
    const image = await ensureNodeImage(await connectEngine(), options);
    const words = ['--on', 'docker', '--image', image];
    const bare = await start('bare', ...words);
    expect(bare).toMatchObject({ exitCode: 3 });
    expect(await start('docker', ...words, '--overlay', overlay)).toMatchObject({ exitCode: 0 });
    expect(latest('docker', 'nodes/n1/etcd.log')).toContain(MARK);
    const nobody = await start('nobody', '--on', 'docker', '--image', 'no.such/image:1');
    expect(nobody.all).toContain('the engine has no image no.such/image:1');
  }, 170_000);
});
