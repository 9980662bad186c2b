/** What is known of MariaDB and of Galera, found again by the command line, and clean where their options promise that it is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describePart } from '../../setup/parts.js';
import { run } from '../run.js';
import { missingForMariadb } from './software.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-mariadb-pairs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SINGLE = '--nodes 1 --set arrangement=single';
const GALERA = '--nodes 3';
/** Every client does the next thing at once. */
const FAST = '--faults none --rate 0 --time 3s --seed 1';
/** A few keys, so that many transactions meet. */
const TRANSACTIONS = `--workload list-append --set keyCount=4 --judge transactions:snapshot-isolation ${FAST}`;
const REGISTERS = `--workload register --judge linearizable ${FAST}`;

let runs = 0;

/** How it exited, and what was found. */
function runWith(...words: readonly string[]) {
  runs += 1;
  return run(['mariadb', ...words.join(' ').split(' ')], join(folder, `${runs}`));
}

describePart('local', await missingForMariadb(), 'MariaDB', () => {
  test('loses updates and does not repeat its reads at repeatable-read, not with snapshot isolation', async () => {
    const [found, clean] = await Promise.all([
      runWith(SINGLE, TRANSACTIONS),
      runWith(SINGLE, TRANSACTIONS, '--set snapshotIsolation=on'),
    ]);
    expect(found.exitCode, found.stdout).toBe(1);
    expect([...found.kinds]).toEqual(expect.arrayContaining(['internal', 'lost-update']));
    expect(clean.exitCode, clean.stdout).toBe(0);
  });

  test('loses updates where Galera holds three of it together', async () => {
    const found = await runWith(GALERA, TRANSACTIONS);
    expect(found.exitCode, found.stdout).toBe(1);
    expect([...found.kinds]).toContain('lost-update');
  });

  test('answers with the past from another node of a Galera cluster, not from the one that is written to', async () => {
    const [found, clean] = await Promise.all([
      runWith(GALERA, REGISTERS),
      runWith(GALERA, REGISTERS, '--set via=first'),
    ]);
    expect(found.exitCode, found.stdout).toBe(1);
    expect(found.anomalies[0]?.explanation).toContain('It is stale');
    expect(clean.exitCode, clean.stdout).toBe(0);
  });
});
