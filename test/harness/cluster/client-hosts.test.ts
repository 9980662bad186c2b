/** Client hosts are machines of their cluster like any other, with files shown to them and a program that is spoken to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectEngine } from '../../../harness/cluster/docker/engine.js';
import { ensureNodeImage } from '../../../harness/cluster/docker/images.js';
import { canBind, copyFiles } from '../../../harness/cluster/docker/shared-files.js';
import { root } from '../../house/files.js';
import { missingForDocker } from '../../setup/global.js';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';

const FIXTURE = 'harness/cluster/client-hosts-fixture.ts';
const folder = mkdtempSync(join(tmpdir(), 'faultline-client-hosts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function onDocker(): Promise<unknown> {
  const words = ['--import', 'tsx', join(root, 'test', FIXTURE), folder];
  const { stdout } = await execa(process.execPath, words, { cwd: root, timeout: 120_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null');
}

const missing = { local: await missingForLocal(), docker: await missingForDocker() };

for (const kind of ['local', 'docker'] as const) {
  describePart(kind, missing[kind], `client hosts on ${kind}`, () => {
    let seen: Record<string, unknown>;
    beforeAll(async () => {
      seen = (await (kind === 'local' ? runInside(FIXTURE) : onDocker())) as Record<string, unknown>;
    }, 180_000);

    test('are counted among their own kind, and reach the nodes, each other and the controller', () => {
      expect(seen['who']).toEqual(['n1 0', 'c1 0', 'c2 1']);
      expect(seen['links']).toBe(4 * 3);
      expect(seen['knows']).toBe(true);
    });

    test('see the files that they are shown, which nodes do not, and cannot write to them', () => {
      expect(seen['seenBy']).toEqual([0, 1, 1]);
      expect(seen['spoken']).toEqual(['hello', 'read-only', 'heard 3', 'heard 300000']);
      expect(seen['greeting']).toBe('hello\n');
    });

    test('have a program that is paused as those of the target are, and hears later what was said meanwhile', () => {
      expect(seen).toMatchObject({ paused: true, pausedSamples: [], heardWhilePaused: 0, heardLater: true });
    });

    test('have it killed and started again, with a stdin that ends with us', () => {
      expect(seen).toMatchObject({ killed: { code: null, signal: 'SIGKILL' }, gone: true, speaksAgain: true });
      expect(seen['ended']).toEqual({ code: 5, signal: null });
    });

    test('keep in their log what it said on stderr, and nothing else', () => {
      const complaints = [3, 300_000, 5, 5].map((length) => `complaint about ${length}\n`);
      expect(seen['log']).toBe(complaints.join(''));
    });

    test('leave nothing behind', () => {
      expect(seen['audit']).toEqual([]);
    });
  });
}

describePart('docker', missing.docker, 'files that an engine does not see', () => {
  test('are known to be such, and are copied', async () => {
    const docker = await connectEngine();
    const signal = new AbortController().signal;
    const image = await ensureNodeImage(docker, { packages: [], log: () => {}, signal });
    const runId = `test-files-${process.pid}`;
    const files = [join(root, 'docs'), join(root, 'docs', 'levels.md'), join(root, 'package.json')];
    expect(await canBind(docker, runId, image, files)).toBe(true);
    expect(await canBind(docker, runId, image, [...files, '/no/such/file'])).toBe(false);
    const container = await docker.createContainer({ Image: image, Cmd: ['sha256sum', ...files] });
    try {
      await copyFiles(container, files);
      await container.start();
      await container.wait();
      const { stdout } = await execa('sha256sum', files.slice(1));
      const logs = (await container.logs({ stdout: true, stderr: true })).toString('latin1');
      for (const line of stdout.split('\n')) expect(logs).toContain(line);
      expect(logs).toContain(`${join(root, 'docs')}: Is a directory`);
    } finally {
      await container.remove({ force: true });
    }
  });
});
