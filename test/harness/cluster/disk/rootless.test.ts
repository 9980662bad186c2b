/** Without root: a disk that can lie needs /dev/fuse open to all and a user namespace, and nothing else. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { diskMissing } from '../../../../harness/cluster/disk/missing.js';
import { root } from '../../../house/files.js';
import { describePart } from '../../../setup/parts.js';
import type { Rootless } from './rootless-fixture.js';

/** In a mount namespace of ours the device is open to all; then as nobody, who is root in a namespace of nobody's own. */
const AS_NOBODY = `set -e
if [ "$(id -u)" = 0 ]; then
  mount -t tmpfs none /mnt && mknod -m 666 /mnt/fuse c 10 229 && mount --bind /mnt/fuse /dev/fuse
  exec setpriv --reuid 65534 --regid 65534 --clear-groups unshare --user --map-root-user --mount "$@"
fi
exec unshare --user --map-root-user --mount "$@"`;

const isRoot = process.getuid?.() === 0;
const flags = isRoot ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
const tried = await execa('unshare', [...flags, '/bin/sh', '-c', AS_NOBODY, 'sh', 'true'], { reject: false });
const readable = await execa(
  'setpriv',
  [
    '--reuid',
    '65534',
    '--regid',
    '65534',
    '--clear-groups',
    process.execPath,
    '-e',
    `require('fs').readdirSync(${JSON.stringify(join(root, 'node_modules'))})`,
  ],
  { reject: false },
);
const missing =
  (await diskMissing()) ?? (tried.exitCode !== 0 ? `no user namespace for nobody: ${tried.stderr}` : null);
const unreadable = isRoot && readable.exitCode !== 0 ? 'nobody may not read this folder' : null;

describePart(missing === null ? 'open-folder' : 'fuse', missing ?? unreadable, 'without root', () => {
  test('a disk that can lie works all the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'faultline-rootless-'));
    try {
      if (isRoot) await execa('chown', ['65534:65534', folder]);
      const fixture = join(root, 'test/harness/cluster/disk/rootless-fixture.ts');
      const command = [process.execPath, '--import', 'tsx', fixture];
      const { stdout } = await execa('unshare', [...flags, '/bin/sh', '-c', AS_NOBODY, 'sh', ...command], {
        cwd: root,
        timeout: 60_000,
        env: { TMPDIR: folder, HOME: folder },
      });
      const seen = JSON.parse(stdout) as Rootless;
      expect(seen.owner).toBe('0 0');
      expect(seen.left).toEqual({ kept: 'x' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
