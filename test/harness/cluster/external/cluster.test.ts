/** A cluster that somebody else runs: addresses, and a clear word for whatever would be done to its nodes. */
import { expect, test } from 'vitest';
import { waitUntilAnswering } from '../../../../harness/cluster/external/answering.js';
import { ExternalCluster } from '../../../../harness/cluster/external/cluster.js';
import type { Cluster, Node } from '../../../../harness/contracts/cluster.js';
import type { Readiness } from '../../../../harness/contracts/target.js';

const cluster: Cluster = new ExternalCluster([{ host: 'db1.example', port: 4001 }, { host: '::1' }]);
const [first, second] = cluster.nodes as readonly [Node, Node];

test('has a node for each address, and can do nothing to it', () => {
  expect(cluster.nodes.map(({ name, index, address, port }) => [name, index, address, port])).toEqual([
    ['n1', 0, 'db1.example', 4001],
    ['n2', 1, '::1', undefined],
  ]);
  expect([...cluster.capabilities, ...cluster.clientHosts]).toEqual([]);
});

test('refuses with a sentence whatever would be done on a machine', async () => {
  const spec = { name: 'db', command: ['db'] };
  const tried: readonly (() => Promise<unknown>)[] = [
    () => first.exec(['true']),
    () => first.start(spec),
    () => first.converse(spec),
    () => first.put('/tmp/a', ''),
    () => first.get('/tmp/a'),
    () => first.wipe('/data'),
    () => cluster.measureNetwork({ cuts: [], links: [] }),
    () => cluster.applyNetwork({ cuts: [{ from: 'n1', to: 'n2' }], links: [] }),
  ];
  for (const attempt of tried) await expect(attempt()).rejects.toMatchObject({ code: 'external' });
});

test('has nothing to read, to heal or to remove', async () => {
  await cluster.applyNetwork({ cuts: [], links: [] });
  expect(await second.readClock()).toBeNull();
  expect((await second.logs()).size).toBe(0);
  expect(await cluster.audit()).toEqual([]);
  await cluster.collectLogs('/nowhere');
  await cluster.close();
  await cluster.close();
});

/** Nodes that give these answers in turn, the last of them for ever; and how often each was asked. */
async function waiting(
  answers: Readonly<Record<string, readonly Readiness[]>>,
  timeoutMs: number,
  signal?: AbortSignal,
) {
  const asked: Record<string, number> = { n1: 0, n2: 0 };
  const outcome = await waitUntilAnswering({
    nodes: cluster.nodes,
    processes: ({ name }) => [
      {
        name: 'db',
        ready: async () => {
          const given = answers[name] ?? [];
          const count = asked[name] ?? 0;
          asked[name] = count + 1;
          return given[Math.min(count, given.length - 1)] ?? { ready: true };
        },
      },
    ],
    timeoutMs,
    signal: signal ?? new AbortController().signal,
  }).then(
    () => 'ready',
    (error: unknown) => error,
  );
  return { asked, outcome };
}

const notYet: Readiness = { ready: false, reason: 'no leader' };
const never: Readiness = { ready: false, reason: 'wrong password', final: true };

test('is waited for until every node answers', async () => {
  const { asked, outcome } = await waiting({ n1: [notYet, { ready: true }], n2: [{ ready: true }] }, 10_000);
  expect([outcome, asked]).toEqual(['ready', { n1: 2, n2: 1 }]);
});

test('is not asked again once it has refused us, nor is another node', async () => {
  const { asked, outcome } = await waiting({ n1: [notYet], n2: [never] }, 60_000);
  expect(outcome).toMatchObject({ code: 'not-ready', message: 'db will not serve us on n2 (::1): wrong password' });
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(asked['n2']).toBe(1);
  expect(asked['n1']).toBeLessThanOrEqual(2);
});

test('is given up when the time is over, with what it said last', async () => {
  const { outcome } = await waiting({ n1: [notYet], n2: [{ ready: true }] }, 600);
  expect(outcome).toMatchObject({
    code: 'not-ready',
    message: 'db on n1 (db1.example:4001) was not ready within 0.6 s: no leader',
  });
});

test('is no longer waited for when the run is interrupted', async () => {
  const { outcome } = await waiting({ n1: [notYet] }, 60_000, AbortSignal.timeout(100));
  expect(outcome).toMatchObject({ name: 'TimeoutError' });
});
