/** Redis as a target: what it is started with, what is claimed of it, and a cluster of it that fails over. */
import { describe, expect, test } from 'vitest';
import { type RedisOptions, redisOptions } from '../../../targets/redis/options.js';
import redis from '../../../targets/redis/target.js';
import { missingForLocal, runInside } from '../../setup/inside.js';
import { describePart } from '../../setup/parts.js';
import { missingForRedis } from './real-redis.js';

const nodes = ['n1', 'n2', 'n3'].map((name, index) => ({ name, index, address: `10.0.0.${index + 1}` }));

/** By process, the file that it is given before its first start. */
function filesOf(
  set: Record<string, unknown>,
  index = 0,
  count = nodes.length,
): Partial<Record<'redis' | 'sentinel', readonly string[]>> {
  const node = nodes[index] ?? { name: 'none', index: -1, address: '' };
  const processes = redis.processes({ node, nodes: nodes.slice(0, count), options: redisOptions.parse(set) });
  return Object.fromEntries(processes.map(({ name, command }) => [name, (command[4] ?? '').split('\n')]));
}

describe('what is started', () => {
  test('the first node is the master, and the others are replicas of it', () => {
    expect(filesOf({}).redis?.join()).not.toContain('replicaof');
    for (const index of [1, 2]) expect(filesOf({}, index).redis).toContain('replicaof 10.0.0.1 6379');
  });

  test('every node has a sentinel, of which a majority must agree; a single one has none', () => {
    expect(filesOf({}, 1).sentinel).toContain('sentinel monitor faultline 10.0.0.1 6379 2');
    expect(filesOf({ downAfterMs: '700' }).sentinel).toContain('sentinel down-after-milliseconds faultline 700');
    expect(Object.keys(filesOf({}, 0, 1))).toEqual(['redis']);
  });

  test.each([
    ['none', ['save ""'], ['appendonly yes']],
    ['rdb', [], ['save ""', 'appendonly yes']],
    ['everysec', ['save ""', 'appendonly yes', 'appendfsync everysec'], []],
    ['always', ['save ""', 'appendonly yes', 'appendfsync always'], []],
  ])('persistence=%s', (persistence, present, absent) => {
    const { redis: file = [] } = filesOf({ persistence });
    expect(file).toEqual(expect.arrayContaining(present));
    for (const line of absent) expect(file).not.toContain(line);
  });

  test('a single node is refused where there are more', () => {
    expect(() => filesOf({ arrangement: 'single' })).toThrow('arrangement=single is one node, not 3');
    expect(Object.keys(filesOf({ arrangement: 'single' }, 0, 1))).toEqual(['redis']);
  });
});

describe('options', () => {
  test.each([
    [{ persistence: 'sometimes' }, 'persistence'],
    [{ wait: 5 }, 'wait'],
    [{ downAfterMs: 10 }, 'downAfterMs'],
    [{ arrangement: 'single', minReplicas: 1 }, 'minReplicas'],
    [{ arrangement: 'single', wait: 1 }, 'a single node has no replicas, so wait must be 0, not 1'],
  ])('refuses %j and says why', (options, why) => {
    const parsed = redisOptions.safeParse(options);
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toContain(why);
  });
});

describe('claims', () => {
  const claimsOf = (set: Partial<RedisOptions>) => redis.claims(redisOptions.parse(set));

  test('nothing is claimed of acknowledged writes where a sentinel may choose another master', () => {
    expect(claimsOf({ persistence: 'always', wait: 2, minReplicas: 2 })).toEqual({});
  });

  test('a single node that syncs before it replies survives restarts, and every other one is claimed only without them', () => {
    const nodesUnder = (persistence: RedisOptions['persistence']) =>
      [claimsOf({ arrangement: 'single', persistence }).register].flat().map((claim) => claim?.under.nodes);
    expect(nodesUnder('always')).toEqual(['crash-recovery']);
    for (const persistence of ['none', 'rdb', 'everysec'] as const) {
      expect(nodesUnder(persistence)).toEqual(['crash-stop']);
    }
    const claimed = claimsOf({ arrangement: 'single', persistence: 'always' });
    expect(Object.keys(claimed).sort()).toEqual(Object.keys(redis.clients).sort());
  });
});

describePart('local', (await missingForLocal()) ?? missingForRedis, 'a cluster', () => {
  test('is as its options say, fails over, and takes its former master back as a replica', async () => {
    const software = ['redis-server', 'redis-sentinel'];
    expect(await runInside('targets/redis/cluster-fixture.ts', software)).toEqual({
      'masters at the start': ['n1'],
      config: ['yes', 'always', '', '1', '1'],
      sentinel: ['2', '1500', '2'],
      'info period': '1000',
      'read on a replica while the master is paused': [1],
      'another is master': true,
      // Nobody could tell it while it was away; what it is told then it keeps.
      'n1 comes back as': 'master',
      'n1 is master again': false,
      'n1 comes back once more as': 'slave',
      'n1 has what it missed': [1, 2],
      'unexpected exits': [],
    });
  }, 120_000);
});
