/** What is known of Redis with Sentinel, found again by the command line, and clean where it should be. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { FILES, runVerdictSchema } from '../../../harness/results/index.js';
import { root } from '../../house/files.js';
import { missingForLocal } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { missingForRedis } from './real-redis.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-redis-pairs-'));
/** Two runs at once, each of which takes about 15 s on a machine with nothing else to do. */
const RUNS_TIMEOUT_MS = 180_000;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function scheduleOf(name: string, entry: Readonly<Record<string, unknown>>): string {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify([entry]));
  return path;
}

/** The master is back before a sentinel takes it for down. */
const restarted = scheduleOf('restarted', { at: '1s', fault: 'kill', for: '2s', with: { victims: 'primaries' } });
/** The clients reach both sides, and there is time for a failover. */
const cutOff = scheduleOf('cut-off', {
  at: '1s',
  fault: 'partition',
  for: '5s',
  with: { shape: 'isolate', victims: 'primaries' },
});

/** The set workload on three nodes; how it exited, and what was found. */
async function run(name: string, schedule: string, time: string, set: readonly string[]) {
  const words = ['run', 'redis', '--nodes', '3', '--workload', 'set', '--judge', 'set', '--time', time, '--seed', '1'];
  const all = [
    ...words,
    '--schedule',
    schedule,
    '--results',
    join(folder, name),
    ...set.flatMap((each) => ['--set', each]),
  ];
  const program = ['--import', 'tsx', join(root, 'cli/main.ts')];
  const { exitCode, stdout } = await execa(process.execPath, [...program, ...all], {
    cwd: root,
    reject: false,
    timeout: 150_000,
  });
  const verdict = runVerdictSchema.parse(JSON.parse(readFileSync(join(folder, name, 'latest', FILES.verdict), 'utf8')));
  const anomalies = verdict.properties.flatMap((property) => property.anomalies);
  return { exitCode, stdout, anomalies, kinds: [...new Set(anomalies.map(({ type }) => type))] };
}

describePart('local', (await missingForLocal()) ?? missingForRedis, 'Redis with Sentinel', () => {
  test(
    'loses all that two replicas had confirmed when its master comes back empty, and nothing when it syncs before it replies',
    async () => {
      // Reads go to the replicas, so that something is answered while the master is away.
      const set = ['wait=2', 'downAfterMs=10000', 'readsFrom=replica', 'readEvery=5'];
      const [empty, synced] = await Promise.all([
        run('empty', restarted, '5s', ['persistence=none', ...set]),
        run('synced', restarted, '5s', ['persistence=always', ...set]),
      ]);
      expect(empty.exitCode, empty.stdout).toBe(1);
      expect(empty.kinds).toEqual(['lost']);
      expect(empty.anomalies[0]?.explanation).toMatch(/acknowledged elements were lost/);
      expect(synced.exitCode, synced.stdout).toBe(0);
    },
    RUNS_TIMEOUT_MS,
  );

  test(
    'loses what a master that was cut off had acknowledged, also where it must hear of a replica',
    async () => {
      const set = ['persistence=always', 'downAfterMs=500'];
      const [alone, hearing] = await Promise.all([
        run('alone', cutOff, '7s', [...set, 'minReplicas=0']),
        run('hearing', cutOff, '7s', [...set, 'minReplicas=1']),
      ]);
      for (const { exitCode, stdout, kinds, anomalies } of [alone, hearing]) {
        expect(exitCode, stdout).toBe(1);
        expect(kinds).toEqual(['lost']);
        expect(anomalies[0]?.explanation).toContain('partition');
      }
    },
    RUNS_TIMEOUT_MS,
  );
});
