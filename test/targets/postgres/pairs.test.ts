/** What is known of PostgreSQL, found again by the command line, and clean where its options promise that it is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describePart } from '../../setup/parts.js';
import { run } from '../run.js';
import { missingForPostgres } from './software.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-postgres-pairs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The clients reach both sides, and there is time to promote. */
const cutOff = join(folder, 'cut-off.json');
const isolated = { shape: 'isolate', victims: 'primaries' };
writeFileSync(cutOff, JSON.stringify([{ at: '1s', fault: 'partition', for: '7s', with: isolated }]));

let runs = 0;

/** How it exited, and what was found. */
function runWith(words: string, options: readonly string[]) {
  runs += 1;
  const set = options.flatMap((option) => ['--set', option]);
  return run(['postgres', '--seed', '1', ...words.split(' '), ...set], join(folder, `${runs}`));
}

/** The same run with the options of either side. */
async function both(words: string, risky: readonly string[], safe: readonly string[]) {
  const [found, clean] = await Promise.all([runWith(words, risky), runWith(words, safe)]);
  expect(found.exitCode, found.stdout).toBe(1);
  expect(clean.exitCode, clean.stdout).toBe(0);
  return found;
}

describePart('local', await missingForPostgres(), 'PostgreSQL', () => {
  test('lets two transactions each miss what the other wrote at repeatable-read, not at serializable', async () => {
    const words = '--nodes 1 --workload list-append --faults none --rate 0 --time 3s --judge transactions:serializable';
    const { kinds } = await both(words, ['isolation=repeatable-read'], ['isolation=serializable']);
    expect(kinds).toContain('G2-item');
  });

  test('loses an update at read-committed, not at repeatable-read', async () => {
    const words =
      '--nodes 1 --workload rw-register --faults none --rate 0 --time 3s --judge transactions:snapshot-isolation';
    const { kinds } = await both(words, ['isolation=read-committed'], ['isolation=repeatable-read']);
    expect(kinds).toContain('lost-update');
  });

  test('answers with the past from a replica, not from the primary', async () => {
    const words = '--nodes 2 --workload register --faults none --rate 0 --time 3s --judge linearizable';
    const { anomalies } = await both(words, ['reads=replica'], ['reads=primary']);
    expect(anomalies[0]?.explanation).toMatch(/^The read of .* (It is stale: it missed the|It could only have found)/s);
  });

  test('loses what a primary that was cut off had acknowledged, not where every replica confirms it', async () => {
    const words = `--nodes 3 --workload set --rate 100 --time 9s --op-timeout 3s --judge set --schedule ${cutOff}`;
    const watched = ['failover=watchdog', 'readEvery=2'];
    const { kinds, anomalies } = await both(words, watched, [...watched, 'synchronous=any-2']);
    expect([...kinds]).toEqual(['lost']);
    expect(anomalies[0]?.explanation).toMatch(/acknowledged elements were lost: .*partition \(f1\) was in force/s);
  });
});
