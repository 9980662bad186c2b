/** PostgreSQL as a target: what is claimed by which options, what its log means, and what a real cluster makes of them. */
import { describe, expect, test } from 'vitest';
import { fatalLogPatterns } from '../../../targets/postgres/fatal-logs.js';
import { postgresOptions } from '../../../targets/postgres/options.js';
import postgres from '../../../targets/postgres/target.js';
import { runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { missingForPostgres, PACKAGES } from './software.js';

describePart('local', await missingForPostgres(), 'PostgreSQL on a cluster', () => {
  test('commits wait for the replicas that the options say, and all come back from kills in any order', async () => {
    expect(await runInside('targets/postgres/replicas-fixture.ts', PACKAGES)).toEqual({
      primaries: ['n1'],
      settings: ['ANY 2 (*)', 'on'],
      replicas: ['n2 n3'],
      'clock is right': true,
      'a commit waits for a replica that is paused': true,
      'a commit that was not waited for': 'info: the server has not waited for its replicas',
      'after the kills': [1, 2],
      crashes: [],
    });
  });

  test('a watchdog promotes n2 when n1 is silent, and stops nobody', async () => {
    expect(await runInside('targets/postgres/watchdog-fixture.ts', PACKAGES)).toEqual({
      settings: ['', 'off'],
      'a replica answers while the primary is paused': [1],
      'n2 is promoted': true,
      'its client has moved': [1, 2],
      'n1 was not stopped': true,
      'a new client finds who was promoted': [1, 2, 3],
      'nobody takes n1 while n2 does not say': 'fail: unavailable: timeout expired',
      'n1 is taken where n2 is not there': 'ok',
      'n2 remains promoted': ['n1', 'n2'],
      crashes: [],
    });
  });
});

describe('claims', () => {
  /** By client: what is claimed of it. */
  const claimed = (options: Record<string, unknown>): Record<string, readonly string[]> =>
    Object.fromEntries(
      Object.entries(postgres.claims(postgresOptions.parse(options))).map(([client, claims]) => [
        client,
        [claims].flat().map(({ property, level }) => (level === undefined ? property : `${property}:${level}`)),
      ]),
    );

  test('of every client something is claimed as it is by default', () => {
    expect(Object.keys(claimed({})).sort()).toEqual(Object.keys(postgres.clients).sort());
  });

  test.each([
    ['read-committed', 'read-committed'],
    ['repeatable-read', 'snapshot-isolation'],
    ['serializable', 'serializable'],
  ])('of transactions at %s: %s, and nothing strict', (isolation, level) => {
    expect(claimed({ isolation })['list-transactions']).toEqual([`transactions:${level}`]);
  });

  test('where updates may be lost, nothing of what reads before it writes', () => {
    expect(claimed({ isolation: 'read-committed' })).not.toHaveProperty('sequence');
    expect(claimed({ isolation: 'read-committed' })).not.toHaveProperty('bank');
    expect(claimed({ isolation: 'repeatable-read' })).not.toHaveProperty('predicates');
  });

  test('where replicas answer, nothing of single reads', () => {
    for (const client of ['register', 'kv', 'set']) expect(claimed({ reads: 'replica' })).not.toHaveProperty(client);
    expect(claimed({ reads: 'replica' })).toHaveProperty('counter');
  });

  test('where a brain may be split, only what every replica has confirmed', () => {
    expect(claimed({ failover: 'watchdog' })).toEqual({});
    expect(claimed({ failover: 'watchdog', synchronous: 'any-1' })).toEqual({});
    expect(claimed({ failover: 'watchdog', synchronous: 'all' })).toEqual({ set: ['set'] });
  });

  test('nothing where nothing is synced', () => {
    expect(claimed({ fsync: 'off' })).toEqual({});
  });
});

test('more synchronous replicas than there are is refused', () => {
  const node = { name: 'n1', index: 0, address: '10.0.0.1' };
  const options = postgresOptions.parse({ synchronous: 'any-1' });
  expect(() => postgres.processes({ node, nodes: [node], options })).toThrow('takes 1 replicas, and there are 0');
});

describe('fatal log lines', () => {
  const isFatal = (line: string): boolean => fatalLogPatterns.some((pattern) => pattern.test(line));
  const at = '2026-01-31 10:00:00.000 UTC [71]';

  test.each([
    `${at} PANIC:  could not locate a valid checkpoint record`,
    `${at} LOG:  server process (PID 99) was terminated by signal 11: Segmentation fault`,
    `${at} ERROR:  invalid page in block 3 of relation base/5/16384`,
    'TRAP: FailedAssertion("x", File: "y.c", Line: 1)',
  ])('%s', (line) => {
    expect(isFatal(line)).toBe(true);
  });

  // Written by real servers around kills, cuts and conflicts.
  test.each([
    `${at} LOG:  database system was interrupted; last known up at 2026-01-31 10:00:00 UTC`,
    `${at} LOG:  invalid record length at 0/3000148: wanted 24, got 0`,
    `${at} FATAL:  the database system is starting up`,
    `${at} FATAL:  terminating walreceiver due to timeout`,
    `${at} ERROR:  could not serialize access due to concurrent update`,
    `${at} LOG:  server process (PID 99) was terminated by signal 9: Killed`,
  ])('not: %s', (line) => {
    expect(isFatal(line)).toBe(false);
  });
});
