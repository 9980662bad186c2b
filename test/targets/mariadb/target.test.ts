/** MariaDB as a target: what it is started with, what is claimed of it, what its log means, and a cluster of it. */
import { describe, expect, test } from 'vitest';
import { fatalLogPatterns } from '../../../targets/mariadb/fatal-logs.js';
import { mariadbOptions } from '../../../targets/mariadb/options.js';
import mariadb from '../../../targets/mariadb/target.js';
import { runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { missingForMariadb, PACKAGES } from './software.js';

describePart('local', await missingForMariadb(), 'MariaDB on a cluster', () => {
  test('is as its options say, takes writes everywhere, and comes back when all of it was killed', async () => {
    expect(await runInside('targets/mariadb/cluster-fixture.ts', PACKAGES)).toEqual({
      settings: ['READ-COMMITTED', 1, 2, 1],
      members: ['3'],
      'clock is right': true,
      'written on each, read on one': [1, 2, 3],
      'nobody else confirms': 'info: late',
      'nobody is there': expect.stringMatching(/^fail: unavailable: /),
      'what was acknowledged is there': true,
      crashes: [],
    });
  });
});

const nodes = ['n1', 'n2', 'n3'].map((name, index) => ({ name, index, address: `10.0.0.${index + 1}` }));

/** What its shell is given. */
function commandOf(set: Record<string, unknown>, index = 0, count = nodes.length): readonly string[] {
  const node = nodes[index] ?? { name: 'none', index: -1, address: '' };
  const [process] = mariadb.processes({ node, nodes: nodes.slice(0, count), options: mariadbOptions.parse(set) });
  return process?.command ?? [];
}

describe('the command', () => {
  test('of a cluster: every node knows all others, by its own name', () => {
    for (const index of nodes.keys()) {
      expect(commandOf({}, index)).toEqual(
        expect.arrayContaining([
          '--wsrep-cluster-address=gcomm://10.0.0.1,10.0.0.2,10.0.0.3',
          `--wsrep-node-name=n${index + 1}`,
        ]),
      );
    }
  });

  test('of a single node: nothing of a cluster', () => {
    const words = commandOf({ arrangement: 'single' }, 0, 1);
    expect(words.filter((word) => word.startsWith('--wsrep'))).toEqual([]);
    expect(words).toContain('--transaction-isolation=REPEATABLE-READ');
  });

  test('a single node is refused where there are more', () => {
    expect(() => commandOf({ arrangement: 'single' })).toThrow('arrangement=single is one node, not 3');
  });

  test('a binary log is refused where there is a cluster', () => {
    const parsed = mariadbOptions.safeParse({ binaryLog: 'on' });
    expect(parsed.error?.issues[0]?.message).toContain('binaryLog=on is for arrangement=single');
    expect(commandOf({ arrangement: 'single', binaryLog: 'on' }, 0, 1)).toContain('--sync-binlog=1');
  });
});

describe('claims', () => {
  const single = { arrangement: 'single' };
  const claimsOf = (set: Record<string, unknown>) => mariadb.claims(mariadbOptions.parse(set));
  /** By client: what is claimed of it. */
  const claimed = (set: Record<string, unknown>): Record<string, readonly string[]> =>
    Object.fromEntries(
      Object.entries(claimsOf(set)).map(([client, claims]) => [
        client,
        [claims].flat().map(({ property, level }) => (level === undefined ? property : `${property}:${level}`)),
      ]),
    );

  test('of every client something is claimed where one server serializes', () => {
    expect(Object.keys(claimed({ ...single, isolation: 'serializable' })).sort()).toEqual(
      Object.keys(mariadb.clients).sort(),
    );
  });

  test.each([
    [{ isolation: 'read-committed' }, 'read-committed'],
    [{}, 'monotonic-atomic-view'],
    [{ snapshotIsolation: 'on' }, 'snapshot-isolation'],
    [{ isolation: 'serializable' }, 'serializable'],
  ])('of the transactions of one server with %j: %s', (set, level) => {
    expect(claimed({ ...single, ...set })['list-transactions']).toEqual([`transactions:${level}`]);
  });

  test('where updates may be lost, nothing of what reads before it writes', () => {
    for (const set of [single, { ...single, isolation: 'read-committed', snapshotIsolation: 'on' }]) {
      for (const client of ['bank', 'sequence', 'predicates']) expect(claimed(set)).not.toHaveProperty(client);
    }
    expect(claimed({ ...single, snapshotIsolation: 'on' })).not.toHaveProperty('predicates');
  });

  test('of a cluster, nothing of transactions, and of single reads only where they are fresh', () => {
    expect(claimed({})).toMatchObject({ set: ['set'], replica: ['convergence'] });
    for (const client of ['register', 'kv', 'list-transactions', 'bank', 'counter']) {
      expect(claimed({})).not.toHaveProperty(client);
    }
    for (const set of [{ syncWait: 'on' }, { via: 'first' }]) {
      expect(claimed(set)).toMatchObject({ register: ['linearizable'], set: ['set:linearizable', 'linearizable'] });
      expect(claimed(set)).not.toHaveProperty('list-transactions');
    }
  });

  test.each([
    [{ ...single, binaryLog: 'on' }, 'crash-recovery'],
    [{ ...single, binaryLog: 'on', flushLog: 2 }, 'crash-stop'],
    [single, 'crash-stop'],
    [{}, 'crash-recovery'],
    [{ flushLog: 0 }, 'crash-stop'],
  ])('with %j: %s', (set, nodeFailures) => {
    const all = Object.values(claimsOf(set)).flat();
    expect(new Set(all.map(({ under }) => under.nodes))).toEqual(new Set([nodeFailures]));
  });
});

describe('fatal log lines', () => {
  const isFatal = (line: string): boolean => fatalLogPatterns.some((pattern) => pattern.test(line));

  test.each([
    '260131 10:00:00 [ERROR] mysqld got signal 11 ;',
    '2026-01-31 10:00:00 0x7f [ERROR] [FATAL] InnoDB: Semaphore wait has lasted > 600 seconds',
    '2026-01-31 10:00:00 0x7f  InnoDB: Assertion failure in file storage/innobase/row/row0mysql.cc line 1',
    '2026-01-31 10:00:00 0 [ERROR] WSREP: Inconsistency detected: Inconsistent by consensus on 5:7',
  ])('%s', (line) => {
    expect(isFatal(line)).toBe(true);
  });

  // Written by real servers around kills, cuts and conflicts.
  test.each([
    '2026-01-31 10:00:00 0 [Note] InnoDB: Starting crash recovery from checkpoint LSN=46846',
    '2026-01-31 10:00:00 0 [Note] WSREP: No nodes coming from primary view, primary view is not possible',
    '2026-01-31 10:00:00 0 [Warning] WSREP: last inactive check more than PT1.5S ago (PT1.84225S), skipping check',
    '2026-01-31 10:00:00 0 [Warning] WSREP: node uuid: f0a47171-8002 last_prim(type: 3, uuid: f0a47171-8002) is inconsistent to restored view(type: V_NON_PRIM, uuid: f0a47171-8002)',
    '2026-01-31 10:00:00 0 [ERROR] mariadbd: Server shutdown in progress',
  ])('not: %s', (line) => {
    expect(isFatal(line)).toBe(false);
  });
});
