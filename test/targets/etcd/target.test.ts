/** etcd as a target: what it is started with, which options it takes, and what is claimed of them. */
import { describe, expect, test } from 'vitest';
import type { TargetProcess } from '../../../harness/contracts/target.js';
import { fatalLogPatterns } from '../../../targets/etcd/fatal-logs.js';
import { type EtcdOptions, etcdOptions } from '../../../targets/etcd/options.js';
import etcd from '../../../targets/etcd/target.js';

const nodes = ['n1', 'n2', 'n3'].map((name, index) => ({ name, index, address: `10.0.0.${index + 1}` }));

function processOf(options: EtcdOptions, index = 1): TargetProcess {
  const node = nodes[index] ?? { name: 'none', index: -1, address: '' };
  const [first] = etcd.processes({ node, nodes, options });
  if (first === undefined) throw new Error('etcd starts no process');
  return first;
}

/** The word that follows a flag. */
function flag(process: TargetProcess, name: string): string | undefined {
  return process.command[process.command.indexOf(name) + 1];
}

describe('the command', () => {
  test('listens on the node itself, and names every member to every member alike', () => {
    const process = processOf(etcdOptions.parse({}));
    expect(flag(process, '--name')).toBe('n2');
    expect(flag(process, '--listen-client-urls')).toBe('http://10.0.0.2:2379,http://127.0.0.1:2379');
    expect(flag(process, '--initial-advertise-peer-urls')).toBe('http://10.0.0.2:2380');
    const members = 'n1=http://10.0.0.1:2380,n2=http://10.0.0.2:2380,n3=http://10.0.0.3:2380';
    for (const index of nodes.keys()) {
      expect(flag(processOf(etcdOptions.parse({}), index), '--initial-cluster')).toBe(members);
    }
  });

  test('keeps its data in the folder that it declares', () => {
    const process = processOf(etcdOptions.parse({}));
    expect(process.dataFolders).toEqual([flag(process, '--data-dir')]);
  });

  test('hands the options on', () => {
    const process = processOf(etcdOptions.parse({ snapshotCount: '7', heartbeatMs: 20, electionMs: '200' }));
    expect(flag(process, '--snapshot-count')).toBe('7');
    expect(flag(process, '--heartbeat-interval')).toBe('20');
    expect(flag(process, '--election-timeout')).toBe('200');
  });
});

test('a node that joins says so, and one that was there from the start does not', () => {
  const [node] = nodes;
  if (node === undefined) throw new Error('there is no node');
  const context = { node, nodes, options: etcdOptions.parse({}) };
  const state = (joins: boolean): string | undefined => {
    const [process] = etcd.processes(joins ? { ...context, joins } : context);
    return process && flag(process, '--initial-cluster-state');
  };
  expect([state(false), state(true)]).toEqual(['new', 'existing']);
});

describe('options', () => {
  test.each([
    [{ reads: 'dirty' }, 'reads'],
    [{ snapshotCount: 0 }, 'snapshotCount'],
    [{ snapshotCount: 'many' }, 'snapshotCount'],
    [{ heartbeatMs: 300 }, 'electionMs'],
    [{ heartbeat: 100 }, 'heartbeat'],
  ])('refuses %j and names the option', (options, name) => {
    const parsed = etcdOptions.safeParse(options);
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toContain(name);
  });

  test('an election timeout that etcd would refuse is refused with both numbers', () => {
    const parsed = etcdOptions.safeParse({ heartbeatMs: 300 });
    expect(parsed.error?.issues[0]?.message).toBe('electionMs must be at least 5 heartbeats (1500), not 1000');
  });
});

describe('claims', () => {
  /** By client: what is claimed of it. */
  const claimed = (options: Record<string, unknown>): Record<string, readonly string[]> =>
    Object.fromEntries(
      Object.entries(etcd.claims(etcdOptions.parse(options))).map(([client, claims]) => [
        client,
        [claims].flat().map(({ property, level }) => (level === undefined ? property : `${property}:${level}`)),
      ]),
    );

  test('of every client but that of unfenced locks something is claimed, for linearizable reads', () => {
    const { lock, ...others } = etcd.clients;
    expect(lock).toBeDefined();
    expect(Object.keys(claimed({})).sort()).toEqual(Object.keys(others).sort());
    expect(claimed({})).toMatchObject({
      register: ['linearizable'],
      'list-transactions': ['transactions:strict-serializable'],
      sequence: ['increments', 'monotonic'],
    });
  });

  test('for serializable reads, only what no read of more than one member has a part in', () => {
    const clients = ['ids', 'leader', 'names', 'predicates', 'replica'];
    expect(Object.keys(claimed({ reads: 'serializable' })).sort()).toEqual(clients);
  });

  test('nothing where nothing is synced', () => {
    expect(claimed({ fsync: 'off', lockWrites: 'fenced' })).toEqual({});
  });
});

test('claims fencing of locks whose writes are fenced, and nothing of locks whose writes are not', () => {
  expect(etcd.claims(etcdOptions.parse({})).lock).toBeUndefined();
  expect(etcd.claims(etcdOptions.parse({ lockWrites: 'fenced' })).lock).toMatchObject({ property: 'fencing' });
});

describe('fatal log lines', () => {
  const isFatal = (line: string): boolean => fatalLogPatterns.some((pattern) => pattern.test(line));

  test.each([
    '2026-01-31 10:00:00.000000 C | etcdmain: listen tcp 10.0.0.1:2380: bind: address already in use',
    '2026-01-31 10:00:00.000000 W | etcdserver: alarm CORRUPT raised by peer 8e9e05c52164694d',
    '{"level":"fatal","ts":"2026-01-31T10:00:00.000Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed"}',
    '{"level":"panic","ts":"2026-01-31T10:00:00.000Z","caller":"wal/wal.go:1","msg":"tocommit is out of range"}',
    'panic: runtime error: invalid memory address or nil pointer dereference',
    'fatal error: concurrent map writes',
    'raft2026/01/31 10:00:00 FATAL: unable to restore',
  ])('%s', (line) => {
    expect(isFatal(line)).toBe(true);
  });

  // Written by real members around kills, lost majorities and an orderly end.
  test.each([
    '2026-01-31 10:00:00.000000 E | rafthttp: failed to find member bdae9bbc11dd390d in cluster f017819664191323',
    '2026-01-31 10:00:00.000000 W | rafthttp: lost the TCP streaming connection with peer bdae9bbc11dd390d',
    '2026-01-31 10:00:00.000000 I | rafthttp: peer bdae9bbc11dd390d became inactive (message send to peer failed)',
    '2026-01-31 10:00:00.000000 N | pkg/osutil: received terminated signal, shutting down...',
    '2026-01-31 10:00:00.000000 W | etcdserver: read-only range request "key:\\"fatal\\"" took too long to execute',
    'raft2026/01/31 10:00:00 INFO: 3760a4ec3b84f7fa became candidate at term 2',
    '{"level":"warn","ts":"2026-01-31T10:00:00.000Z","msg":"prober detected unhealthy status","error":"EOF"}',
  ])('not: %s', (line) => {
    expect(isFatal(line)).toBe(false);
  });
});
