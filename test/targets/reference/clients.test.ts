/** Every client interface, on three real servers: what each promises of one client after the other, through another node. */
import { expect, test } from 'vitest';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { TargetNode } from '../../../harness/contracts/target.js';
import reference from '../../../targets/reference/target.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';
import { serveLoopback } from '../etcd/loopback-server.js';
import { Servers } from './servers.js';

const OPTIONS = reference.options.parse({ leaseMs: 600 });
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function nodeOf(servers: Servers, index: number): TargetNode {
  const { name, host, clientPort } = servers.members[index]!;
  return { name, index, address: host, port: clientPort };
}

/** A client of the target's at one of the nodes, closed by the test. */
async function clientAt<K extends keyof ClientInterfaces>(
  servers: Servers,
  index: number,
  kind: K,
): Promise<ClientInterfaces[K]> {
  const nodes = servers.members.map((_, at) => nodeOf(servers, at));
  const connect = reference.clients[kind];
  if (connect === undefined) throw new Error(`there is no ${kind} client`);
  return connect({ options: OPTIONS, nodes, node: nodeOf(servers, index) });
}

async function pair<K extends keyof ClientInterfaces>(servers: Servers, kind: K) {
  return [await clientAt(servers, 0, kind), await clientAt(servers, 1, kind)] as const;
}

test('it offers every client interface, and claims something of each', () => {
  const offered = Object.keys(reference.clients).sort();
  expect(offered).toEqual(
    [
      ...['bank', 'counter', 'ids', 'kv', 'leader', 'list-transactions', 'lock', 'log', 'names', 'predicates', 'queue'],
      ...['register', 'register-transactions', 'replica', 'sequence', 'set'],
    ].sort(),
  );
  expect(Object.keys(reference.claims(OPTIONS)).sort()).toEqual(offered);
});

test('registers, the key-value store and the replicas', async () => {
  const servers = await Servers.start(3);
  const [a, b] = await pair(servers, 'register');
  expect(await a.read('x')).toBeNull();
  await a.write('x', 1);
  expect(await b.compareAndSet('x', 2, 3)).toBe(false);
  expect(await b.compareAndSet('x', 1, 3)).toBe(true);
  expect(await a.read('x')).toBe(3);

  const [c, d] = await pair(servers, 'kv');
  expect(await c.get('x')).toBeNull();
  await c.put('x', 'one');
  expect(await d.compareAndSet('x', 'one', 'two')).toBe(true);
  expect(await c.get('x')).toBe('two');
  await d.delete('x');
  expect(await c.get('x')).toBeNull();
  expect(await c.compareAndSet('x', 'two', 'three')).toBe(false);

  const [e, f] = await pair(servers, 'replica');
  await e.write('x', 7);
  expect(await e.snapshot()).toEqual({ x: 7 });
  for (let turn = 0; turn < 100 && Object.keys(await f.snapshot()).length === 0; turn += 1) await sleep(10);
  expect(await f.snapshot()).toEqual({ x: 7 });
  for (const client of [a, b, c, d, e, f]) await client.close();
});

test('transactions, banks, names and rows', async () => {
  const servers = await Servers.start(3);
  const [a, b] = await pair(servers, 'list-transactions');
  expect(
    await a.transact([
      ['append', 1, 10],
      ['r', 1, null],
      ['r', 2, null],
    ]),
  ).toEqual([
    ['append', 1, 10],
    ['r', 1, [10]],
    ['r', 2, []],
  ]);
  expect(await b.transact([['r', 1, null]])).toEqual([['r', 1, [10]]]);
  const [c, d] = await pair(servers, 'register-transactions');
  expect(
    await c.transact([
      ['w', 1, 5],
      ['r', 1, null],
      ['r', 2, null],
    ]),
  ).toEqual([
    ['w', 1, 5],
    ['r', 1, 5],
    ['r', 2, null],
  ]);
  expect(await d.transact([['r', 1, null]])).toEqual([['r', 1, 5]]);

  const [e, f] = await pair(servers, 'bank');
  await e.open({ a: 10, b: 0 });
  await f.open({ a: 99, b: 99 });
  expect(await f.transfer('a', 'b', 7, false)).toBe(true);
  expect(await e.transfer('a', 'b', 7, false)).toBe(false);
  expect(await f.read()).toEqual({ a: 3, b: 7 });
  expect(await e.transfer('a', 'b', 7, true)).toBe(true);
  expect(await f.read()).toEqual({ a: -4, b: 14 });
  await expect(e.transfer('a', 'nobody', 1, true)).rejects.toThrow(DefiniteFailure);

  const [g, h] = await pair(servers, 'names');
  expect([await g.claim('ann', 1), await h.claim('ann', 2), await h.claim('bob', 2)]).toEqual([true, false, true]);
  const [i, j] = await pair(servers, 'predicates');
  expect([await i.insertIfNone(1, 'a', 1), await j.insertIfNone(1, 'b', 2), await j.insertIfNone(2, 'b', 3)]).toEqual([
    ...[true, false, true],
  ]);
  for (const client of [a, b, c, d, e, f, g, h, i, j]) await client.close();
});

test('sets, queues, counters, sequences, ids, and who leads', async () => {
  const servers = await Servers.start(3);
  const [a, b] = await pair(servers, 'set');
  expect(await a.read()).toEqual([]);
  await a.add(1);
  await b.add(2);
  expect(await a.read()).toEqual([1, 2]);
  const [c, d] = await pair(servers, 'queue');
  expect(await c.dequeue()).toBeNull();
  for (let element = 0; element < 10; element += 1) await (element % 2 === 0 ? c : d).enqueue(element);
  const taken = await Promise.all(Array.from({ length: 11 }, () => d.dequeue()));
  expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, null]);
  const [e, f] = await pair(servers, 'counter');
  await Promise.all([e.add(5), f.add(-2)]);
  expect(await e.read()).toBe(3);
  const [g, h] = await pair(servers, 'sequence');
  expect([await g.read('s'), await g.increment('s'), await h.increment('s'), await g.read('s')]).toEqual([0, 1, 2, 2]);
  const [i, j] = await pair(servers, 'ids');
  const ids = await Promise.all(Array.from({ length: 50 }, (_, at) => (at % 2 === 0 ? i : j).generate()));
  expect(new Set(ids).size).toBe(50);
  const [k, l] = await pair(servers, 'leader');
  expect(await k.leader()).toMatchObject({ node: await servers.leader() });
  for (const client of [a, b, c, d, e, f, g, h, i, j, k, l]) await client.close();
});

test('logs: offsets, consumers that were assigned keys, and a group that shares them', async () => {
  const servers = await Servers.start(3, { leaseMs: 600 });
  const [a, b] = await pair(servers, 'log');
  expect([await a.send('k', 10), await b.send('k', 11), await a.send('m', 20)]).toEqual([0, 1, 0]);
  await expect(a.poll()).rejects.toThrow(DefiniteFailure);
  await a.assign(['k']);
  expect(await a.poll()).toEqual({
    k: [
      [0, 10],
      [1, 11],
    ],
  });
  expect(await a.poll()).toEqual({});
  await b.send('k', 12);
  await a.assign(['k', 'm']);
  expect(await a.poll()).toEqual({ k: [[2, 12]], m: [[0, 20]] });
  await a.subscribe(['k', 'm']);
  await b.subscribe(['k', 'm']);
  const polled = [await a.poll(), await b.poll()];
  expect(polled.map((found) => Object.keys(found).length)).toEqual([1, 1]);
  expect(Object.assign({}, ...polled)).toEqual({
    k: [
      [0, 10],
      [1, 11],
      [2, 12],
    ],
    m: [[0, 20]],
  });
  expect([await a.poll(), await b.poll()]).toEqual([{}, {}]);
  // One of them is gone, and not heard of any more: the other gets its keys, from what was committed.
  await b.close();
  await a.send('k', 13);
  await a.send('m', 21);
  const rest: object[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    rest.push(await a.poll());
    await sleep(100);
  }
  expect(Object.assign({}, ...rest)).toEqual({ k: [[3, 13]], m: [[1, 21]] });
  await a.close();
});

test('locks: one holder, tokens that grow, leases that run out, and storage that refuses old tokens', async () => {
  const servers = await Servers.start(3, { leaseMs: 600 });
  const [a, b] = await pair(servers, 'lock');
  const first = await a.acquire('l');
  expect(first).toBeGreaterThan(0);
  expect(await b.acquire('l')).toBeNull();
  // Its client lives: the lease is kept for longer than it lasts.
  await sleep(1_500);
  expect(await b.acquire('l')).toBeNull();
  expect(await a.store('l', first!, 1)).toBe(true);
  expect(await a.release('l', first!)).toBe(true);
  expect(await a.release('l', first!)).toBe(false);
  const second = await a.acquire('l');
  expect(second).toBeGreaterThan(first!);
  // Its client is gone, and with it what kept the lease.
  await a.close();
  let third: number | null = null;
  for (let turn = 0; turn < 50 && third === null; turn += 1) {
    await sleep(100);
    third = await b.acquire('l');
  }
  expect(third).toBeGreaterThan(second!);
  expect(await b.store('l', second!, 2)).toBe(true);
  expect(await b.store('l', third!, 3)).toBe(true);
  expect(await b.store('l', second!, 4)).toBe(false);
  expect(await b.load('l')).toBe(3);
  await b.close();
});

test('a client is told that something surely was not done only where it surely was not', async () => {
  const sent: string[] = [];
  const silent = await serveLoopback((socket) => {
    socket.on('data', (text) => {
      sent.push(text.toString());
      socket.destroy();
    });
  });
  const connect = reference.clients.register!;
  const node = { name: 'n1', index: 0, address: '127.0.0.1', port: silent.port };
  const context = { options: OPTIONS, nodes: [node], node };
  const client = await connect(context);
  // It was sent, and the connection broke.
  await expect(client.write('a', 1)).rejects.not.toThrow(DefiniteFailure);
  // It is not sent again; what comes next is, over another connection.
  await expect(client.write('b', 2)).rejects.not.toThrow(DefiniteFailure);
  expect(sent.map((line) => JSON.parse(line).key)).toEqual(['register/a', 'register/b']);
  await client.close();
  const reader = await connect(context);
  await expect(reader.read('a')).rejects.toThrow(DefiniteFailure);
  silent.close();
  const refused = await connect(context);
  await expect(refused.write('a', 3)).rejects.toThrow(DefiniteFailure);
  await expect(refused.write('a', 3)).rejects.toThrow('ECONNREFUSED');
  const closed = await connect(context);
  await closed.close();
  await closed.close();
  await expect(closed.write('a', 4)).rejects.toThrow(DefiniteFailure);
});
