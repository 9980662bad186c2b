/** What is stored, changed: read back byte by byte, apart from what the change says of itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDockerCluster } from '../../../../../harness/cluster/docker/cluster.js';
import type { Cluster } from '../../../../../harness/contracts/cluster.js';
import { missingForDocker } from '../../../../setup/global.js';
import { missingForLocal, runInside } from '../../../../setup/inside.js';
import { describePart } from '../../../../setup/parts.js';
import { FOLDERS, type Tampered, tamper } from './tamper.js';
import { describeTampered } from './tampered.js';

interface Seen {
  readonly tampered: Tampered;
  readonly unsynced: string;
  readonly slow: string;
  readonly audit: readonly string[];
}

describePart('local', await missingForLocal(), 'what a plain local node stores', () => {
  let seen: Seen;
  beforeAll(async () => {
    seen = (await runInside('harness/cluster/disk/files/changes-fixture.ts')) as Seen;
  });

  describeTampered(() => seen.tampered);

  test('is lost by a power cut, or slow, only on a disk that can lie', () => {
    expect([seen.unsynced, seen.slow]).toEqual(['needs-faulty-disk', 'needs-faulty-disk']);
    expect(seen.audit).toEqual([]);
  });
});

describePart('docker', await missingForDocker(), 'what a plain node of docker stores', () => {
  let cluster: Cluster;
  let seen: Tampered;
  const logFolder = mkdtempSync(join(tmpdir(), 'faultline-tampered-'));
  beforeAll(async () => {
    const signal = new AbortController().signal;
    const runId = `test-tampered-${process.pid}`;
    cluster = await createDockerCluster({ runId, nodes: 1, software: {}, dataFolders: FOLDERS, logFolder, signal });
    const [node] = cluster.nodes;
    if (node === undefined) throw new Error('no node');
    seen = await tamper(node);
  });
  afterAll(async () => {
    await cluster?.close();
    rmSync(logFolder, { recursive: true, force: true });
  });

  describeTampered(() => seen);
});
