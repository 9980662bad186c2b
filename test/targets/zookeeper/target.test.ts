/** ZooKeeper as a target: what it is started with, what is claimed of it, and a cluster of it that elects a leader. */
import { describe, expect, test } from 'vitest';
import { fatalLogPatterns } from '../../../targets/zookeeper/fatal-logs.js';
import { type ZookeeperOptions, zookeeperOptions } from '../../../targets/zookeeper/options.js';
import zookeeper from '../../../targets/zookeeper/target.js';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { missingForZookeeper } from './real-zookeeper.js';

const nodes = ['n1', 'n2', 'n3'].map((name, index) => ({ name, index, address: `10.0.0.${index + 1}` }));

/** The lines of the configuration, and the number of the server. */
function startedWith(set: Record<string, unknown>, index = 0, count = nodes.length) {
  const node = nodes[index] ?? { name: 'none', index: -1, address: '' };
  const options = zookeeperOptions.parse(set);
  const [process] = zookeeper.processes({ node, nodes: nodes.slice(0, count), options });
  const [, , , , file = '', number = ''] = process?.command ?? [];
  return { lines: file.split('\n'), number };
}

describe('what is started', () => {
  test('every server knows all of them, and its own number', () => {
    for (const index of nodes.keys()) {
      const { lines, number } = startedWith({}, index);
      expect(lines.filter((line) => line.startsWith('server.'))).toEqual([
        'server.1=10.0.0.1:2888:3888',
        'server.2=10.0.0.2:2888:3888',
        'server.3=10.0.0.3:2888:3888',
      ]);
      expect(number).toBe(`${index + 1}`);
    }
  });

  test('one alone is no ensemble', () => {
    expect(startedWith({}, 0, 1).lines.join()).not.toContain('server.');
  });

  test.each([
    [{}, ['tickTime=500', 'syncLimit=4', 'snapCount=100000', 'forceSync=yes', 'dataDir=/data', 'clientPort=2181']],
    [{ tickTimeMs: '250', syncLimit: 8 }, ['tickTime=250', 'syncLimit=8']],
    [{ snapCount: 50, forceSync: 'no' }, ['snapCount=50', 'forceSync=no']],
  ])('hands the options %j on', (set, expected) => {
    expect(startedWith(set).lines).toEqual(expect.arrayContaining(expected));
  });
});

describe('options', () => {
  test.each([
    [{ reads: 'dirty' }, 'reads'],
    [{ snapCount: 1 }, 'snapCount'],
    [{ forceSync: 'maybe' }, 'forceSync'],
    [{ sessionTimeoutMs: 900 }, 'sessionTimeoutMs must be from 2 to 20 ticks (1000 to 10000), not 900'],
    [{ tickTimeMs: 100, sessionTimeoutMs: 2_001 }, 'from 2 to 20 ticks (200 to 2000), not 2001'],
  ])('refuses %j and says why', (options, why) => {
    const parsed = zookeeperOptions.safeParse(options);
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toContain(why);
  });
});

describe('claims', () => {
  const claimsOf = (set: Partial<ZookeeperOptions>) => zookeeper.claims(zookeeperOptions.parse(set));
  const claimed = (set: Partial<ZookeeperOptions>, client: keyof ReturnType<typeof claimsOf>) =>
    [claimsOf(set)[client] ?? []]
      .flat()
      .map(({ property, level, under }) => [level ?? property, under.timing, under.links]);

  test('reads after a write are linearizable, whatever happens', () => {
    expect(claimed({}, 'register')).toEqual([['linearizable', 'partially-synchronous', 'fair-loss']]);
    const all = Object.keys(zookeeper.clients);
    expect(all.filter((client) => !Object.keys(claimsOf({})).includes(client))).toEqual(['lock']);
  });

  test('reads after a sync are so where no two servers can take themselves for the leader', () => {
    expect(claimed({ reads: 'sync' }, 'register')).toEqual([['linearizable', 'synchronous', 'reliable']]);
    expect(claimed({ reads: 'sync' }, 'names')).toEqual([['unique-names', 'partially-synchronous', 'fair-loss']]);
  });

  test('of plain reads only what a session sees of them is claimed', () => {
    expect(claimed({ reads: 'plain' }, 'register').map(([what]) => what)).toEqual(['sessions', 'causal']);
    for (const client of ['set', 'queue', 'kv', 'counter'] as const) {
      expect(claimed({ reads: 'plain' }, client)).toEqual([]);
    }
  });

  test('of locks only what is fenced, and nothing at all where nothing is synced', () => {
    expect(claimed({ lockWrites: 'fenced' }, 'lock').map(([what]) => what)).toEqual(['fencing']);
    expect(claimsOf({ forceSync: 'no', lockWrites: 'fenced' })).toEqual({});
  });
});

describe('fatal log lines', () => {
  const isFatal = (line: string): boolean => fatalLogPatterns.some((pattern) => pattern.test(line));

  test.each([
    'java.lang.OutOfMemoryError: Java heap space',
    'Exception in thread "main" java.lang.NoClassDefFoundError: org/slf4j/LoggerFactory',
    '# A fatal error has been detected by the Java Runtime Environment:',
  ])('%s', (line) => {
    expect(isFatal(line)).toBe(true);
  });

  // Written by real servers around kills, lost majorities and disks that failed.
  test.each([
    'java.net.SocketTimeoutException: Read timed out',
    'java.lang.Exception: shutdown Leader! reason: Not sufficient followers synced, only synced with sids: [1]',
    '2026-01-31 10:00:00,000 [NIOWorkerThread-3] WARN org.apache.zookeeper.server.NIOServerCnxn - Unexpected exception',
    'java.lang.InterruptedException',
    '2026-01-31 10:00:00,000 [main] ERROR org.apache.zookeeper.server.DataTree - First digest mismatch on txn: 1',
  ])('not: %s', (line) => {
    expect(isFatal(line)).toBe(false);
  });
});

describePart('local', (await missingForLocal()) ?? missingForZookeeper, 'a cluster', () => {
  test('is as its options say, elects another leader, and takes the former one back', async () => {
    const software = 'debian' in zookeeper.software ? (zookeeper.software.debian ?? []) : [];
    expect(await runInside('targets/zookeeper/cluster-fixture.ts', software)).toEqual({
      'leaders at the start': 1,
      configured: { tickTime: '250', snapCount: '20', forceSync: 'no' },
      'snapshots were written': true,
      'another leads': true,
      'the former leader has what it missed': [1, 2],
      'it comes back as a follower': true,
      'unexpected exits': [],
    });
  });
});
