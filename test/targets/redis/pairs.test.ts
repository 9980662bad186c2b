/** What is known of Redis with Sentinel, found again by the command line, and clean where it should be. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { missingForLocal } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { run } from '../run.js';
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
function runSet(name: string, schedule: string, time: string, set: readonly string[]) {
  const words = ['redis', '--nodes', '3', '--workload', 'set', '--judge', 'set', '--time', time, '--seed', '1'];
  const options = set.flatMap((each) => ['--set', each]);
  return run([...words, '--schedule', schedule, ...options], join(folder, name));
}

describePart('local', (await missingForLocal()) ?? missingForRedis, 'Redis with Sentinel', () => {
  test(
    'loses all that two replicas had confirmed when its master comes back empty, and nothing when it syncs before it replies',
    async () => {
      // Reads go to the replicas, so that something is answered while the master is away.
      const set = ['wait=2', 'downAfterMs=10000', 'readsFrom=replica', 'readEvery=5'];
      const [empty, synced] = await Promise.all([
        runSet('empty', restarted, '5s', ['persistence=none', ...set]),
        runSet('synced', restarted, '5s', ['persistence=always', ...set]),
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
        runSet('alone', cutOff, '7s', [...set, 'minReplicas=0']),
        runSet('hearing', cutOff, '7s', [...set, 'minReplicas=1']),
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
