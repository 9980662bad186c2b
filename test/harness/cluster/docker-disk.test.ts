/** Disks that can lie under the containers of a docker cluster: mounted in the sandbox, seen by the processes, gone at the end. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diskMissing } from '../../../harness/cluster/disk/missing.js';
import { createDockerCluster } from '../../../harness/cluster/docker/cluster.js';
import { connectEngine } from '../../../harness/cluster/docker/engine.js';
import type { Cluster, Node } from '../../../harness/contracts/cluster.js';
import { missingForDocker } from '../../setup/global.js';
import { describePart } from '../../setup/parts.js';
import { FOLDERS, type Tampered, tamper } from './disk/files/tamper.js';
import { describeTampered } from './disk/files/tampered.js';

const runId = `test-disk-${process.pid}`;
const missing = (await missingForDocker()) ?? (await diskMissing());

/** Writes a file that it syncs, with its folder, and one that it does not, and lives on. */
const WRITER = `use IO::Handle; $| = 1;
sub put { my ($name, $sync) = @_; open(my $file, ">", "/data/$name") or die "$name: $!"; syswrite($file, $name x 100);
  $file->sync if $sync; if ($sync) { open(my $folder, "<", "/data") or die $!; $folder->sync } }
opendir(my $there, "/data"); print "found ", join(",", sort grep { !/^\\./ } readdir $there), "\\n";
put("kept", 1); put("lost", 0); print "written\\n"; sleep 1000;`;

describePart('disk', missing, 'disks that can lie on docker', () => {
  let cluster: Cluster;
  let tampered: Tampered;
  const logFolder = mkdtempSync(join(tmpdir(), 'faultline-docker-disk-'));
  const node = (index: number): Node => cluster.nodes[index] as Node;
  /** Lines of the writer's log, once there are so many. */
  const said = async (count: number): Promise<string[]> => {
    const deadline = performance.now() + 10_000;
    for (;;) {
      const path = (await node(1).logs()).get('writer');
      const lines = path === undefined ? [] : readFileSync(path, 'utf8').trim().split('\n');
      if (lines.length >= count || performance.now() > deadline) return lines;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  beforeAll(async () => {
    const signal = new AbortController().signal;
    const start = performance.now();
    cluster = await createDockerCluster({
      ...{ runId, nodes: 2, software: {}, dataFolders: FOLDERS, logFolder, signal, faultyDisk: { seed: 7 } },
    });
    console.log(`docker: from call to 2 nodes with 2 disks each ${Math.round(performance.now() - start)} ms`);
    tampered = await tamper(node(0));
  });
  afterAll(async () => {
    await cluster?.close();
    rmSync(logFolder, { recursive: true, force: true });
  });

  describeTampered(() => tampered);

  test('a power cut takes from a program what it did not sync, and what starts again sees the same folder', async () => {
    const spec = { name: 'writer', command: ['perl', '-e', WRITER], dataFolders: ['/data'] };
    const writer = await node(1).start(spec);
    expect(await said(2)).toEqual(['found ', 'written']);
    expect((await node(1).exec(['ls', '/data'])).stdout).toBe('kept\nlost\n');
    await writer.signal('KILL');
    await writer.exited;
    const samples = await node(1).changeStorage({ kind: 'lose-unsynced', torn: false, seed: 1 }, ['/data']);
    expect(samples.length).toBeGreaterThan(0);
    expect(samples.filter(({ ok }) => !ok)).toEqual([]);
    expect((await node(1).exec(['ls', '/data'])).stdout).toBe('kept\n');
    const again = await node(1).start(spec);
    expect((await said(4))[2]).toBe('found kept');
    await again.signal('KILL');
    await again.exited;
  });

  test('trouble is measured while it is there and when it is gone, and the audit knows the difference', async () => {
    const condition = { disk: { readOnly: true } } as const;
    await node(0).applyCondition(condition);
    expect((await node(0).measureCondition(condition)).filter(({ ok }) => !ok)).toEqual([]);
    expect((await node(0).exec(['touch', '/data/x'], { allowFailure: true })).stderr).toContain('Read-only');
    expect(await cluster.audit()).toHaveLength(2);
    await node(0).applyCondition({});
    expect((await node(0).measureCondition({})).filter(({ ok }) => !ok)).toEqual([]);
    await node(0).exec(['touch', '/data/x']);
    expect(await cluster.audit()).toEqual([]);
  });

  test('nothing of this machine is bound into a sandbox but its own disks, or removing the volumes could empty it', async () => {
    const docker = await connectEngine();
    for (const { name } of cluster.nodes) {
      const { Mounts, HostConfig } = await docker.getContainer(`faultline-${runId}-${name}`).inspect();
      const sources = Mounts.filter(({ Type }) => Type === 'bind').map(({ Source }) => Source);
      const volume = await docker.getVolume(`faultline-${runId}-${name}-disks`).inspect();
      expect([sources, HostConfig.Binds ?? []]).toEqual([[volume.Mountpoint], []]);
    }
  });

  test('the engine sees the disks in their volumes, and nothing of ours anywhere else', async () => {
    const signal = new AbortController().signal;
    const options = { software: {}, dataFolders: ['/data/deep'], logFolder, signal, faultyDisk: { seed: 7 } };
    const other = await createDockerCluster({ ...options, runId: `${runId}-deep`, nodes: 1 });
    try {
      const [deep] = other.nodes;
      await deep?.put('/data/deep/x', 'x');
      const listed = { name: 'list', command: ['sh', '-c', 'ls /data/deep; stat -f -c %T /data/deep'] };
      await (await deep?.start({ ...listed, dataFolders: ['/data/deep'] }))?.exited;
      await other.collectLogs(join(logFolder, 'collected'));
      expect(readFileSync(join(logFolder, 'collected', 'n1', 'list.log'), 'utf8')).toBe('x\nfuseblk\n');
      const places = readFileSync('/proc/self/mountinfo', 'utf8')
        .split('\n')
        .flatMap((line) => line.split(' ')[4] ?? []);
      const ours = places.filter((place) => place.includes(`${runId}-deep`) || place.includes('/deep'));
      const volume = /-deep-n1-disks\/_data(\/0)?$/;
      expect(ours.filter((place) => !volume.test(place))).toEqual([]);
      expect(ours.length).toBeGreaterThan(1);
    } finally {
      await other.close();
    }
  });

  test('closing leaves nothing mounted', async () => {
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).toContain(runId);
    await cluster.close();
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(runId);
  });
});
