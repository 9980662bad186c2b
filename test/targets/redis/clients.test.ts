/** The clients of Redis on a real server: what their methods do, and what they say when it does not go well. */
import { connect, createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DefiniteFailure, Unavailable } from '../../../harness/contracts/errors.js';
import { redisOptions } from '../../../targets/redis/options.js';
import redis from '../../../targets/redis/target.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';
import { freePort } from '../../setup/free-port.js';
import { describePart } from '../../setup/parts.js';
import { missingForRedis, RealRedis } from './real-redis.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function connectTo<K extends keyof ClientInterfaces>(
  port: number,
  client: K,
  options: Record<string, unknown> = {},
): Promise<ClientInterfaces[K]> {
  const node = { name: 'n1', index: 0, address: '127.0.0.1', port };
  const connected = await redis.clients[client]?.({ node, nodes: [node], options: redisOptions.parse(options) });
  if (connected === undefined) throw new Error(`there is no ${client}`);
  closing.push(() => connected.close());
  return connected;
}

/** What it was rejected with. */
async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => {
      throw new Error('it was answered');
    },
    (error: unknown) => error,
  );
}

describePart('redis', missingForRedis, 'the clients on a real Redis', () => {
  let server: RealRedis;
  beforeAll(async () => {
    server = await RealRedis.start();
  }, 60_000);
  afterAll(() => server?.end());
  afterEach(async () => {
    await server.ask('REPLICAOF', 'NO', 'ONE');
    await server.ask('CONFIG', 'SET', 'min-replicas-to-write', '0', 'maxmemory', '0');
    await server.ask('FLUSHALL');
  });

  test('register and kv: read what was written, and compare and set', async () => {
    const register = await connectTo(server.port, 'register');
    expect(await register.read('a')).toBeNull();
    await register.write('a', -7);
    expect(await register.read('a')).toBe(-7);
    expect(await register.compareAndSet('a', 7, 8)).toBe(false);
    expect(await register.compareAndSet('a', -7, 8)).toBe(true);
    expect(await register.read('a')).toBe(8);
    expect(await register.compareAndSet('b', 1, 2)).toBe(false);
    const kv = await connectTo(server.port, 'kv');
    expect(await kv.get('a')).toBeNull();
    await kv.put('a', 'one, "zwei", 三');
    expect(await kv.get('a')).toBe('one, "zwei", 三');
    expect(await kv.compareAndSet('a', 'one, "zwei", 三', '')).toBe(true);
    expect(await kv.get('a')).toBe('');
    await kv.delete('a');
    expect(await kv.get('a')).toBeNull();
    expect(await kv.compareAndSet('a', '', 'x')).toBe(false);
  });

  test('set, counter and queue: hold what was put in, and the queue gives it back in that order', async () => {
    const set = await connectTo(server.port, 'set');
    expect(await set.read()).toEqual([]);
    for (const element of [3, 1, 2]) await set.add(element);
    expect([...(await set.read())].sort()).toEqual([1, 2, 3]);
    const counter = await connectTo(server.port, 'counter');
    expect(await counter.read()).toBe(0);
    await counter.add(5);
    await counter.add(-7);
    expect(await counter.read()).toBe(-2);
    const queue = await connectTo(server.port, 'queue');
    expect(await queue.dequeue()).toBeNull();
    for (const element of [10, 9]) await queue.enqueue(element);
    expect([await queue.dequeue(), await queue.dequeue(), await queue.dequeue()]).toEqual([10, 9, null]);
  });

  test('list transactions: read what they append themselves, and nothing that comes in between', async () => {
    const [left, right] = [
      await connectTo(server.port, 'list-transactions'),
      await connectTo(server.port, 'list-transactions'),
    ];
    const steps = [
      ['r', 1, null],
      ['append', 1, 1],
      ['append', 2, 2],
      ['r', 1, null],
    ] as const;
    expect(await left.transact(steps)).toEqual([
      ['r', 1, []],
      ['append', 1, 1],
      ['append', 2, 2],
      ['r', 1, [1]],
    ]);
    const both = [
      ['r', 1, null],
      ['r', 2, null],
    ] as const;
    expect(await right.transact(both)).toEqual([
      ['r', 1, [1]],
      ['r', 2, [2]],
    ]);
    const several = await Promise.all(Array.from({ length: 8 }, () => connectTo(server.port, 'list-transactions')));
    const results = await Promise.all(
      several.map((client, at) =>
        client.transact([
          ['r', 3, null],
          ['append', 3, 2 * at],
          ['append', 3, 2 * at + 1],
          ['r', 3, null],
        ]),
      ),
    );
    const lengths = results.map((steps) => [steps[0], steps[3]].map((step) => [step?.[2]].flat().length));
    expect(lengths.sort(([left = 0], [other = 0]) => left - other)).toEqual(
      Array.from({ length: 8 }, (_, at) => [2 * at, 2 * at + 2]),
    );
  });

  describe('what the server refuses', () => {
    const refusals: readonly (readonly [string, string[], new () => DefiniteFailure])[] = [
      ['has too few replicas', ['CONFIG', 'SET', 'min-replicas-to-write', '1'], Unavailable],
      ['has become a replica', ['REPLICAOF', '127.0.0.1', '1'], Unavailable],
      ['has no memory left', ['CONFIG', 'SET', 'maxmemory', '1'], DefiniteFailure],
    ];
    test.each(refusals)('surely had no effect: it %s', async (_, [word = '', ...rest], kind) => {
      const register = await connectTo(server.port, 'register');
      await register.write('a', 1);
      const lists = await connectTo(server.port, 'list-transactions');
      await lists.transact([['append', 1, 1]]);
      const set = await connectTo(server.port, 'set');
      await set.add(1);
      await server.ask(word, ...rest);
      expect(await failure(register.compareAndSet('a', 1, 2))).toBeInstanceOf(kind);
      expect(await failure(lists.transact([['append', 1, 2]]))).toBeInstanceOf(kind);
      expect(await failure(set.add(2))).toBeInstanceOf(kind);
      await server.ask('REPLICAOF', 'NO', 'ONE');
      await server.ask('CONFIG', 'SET', 'min-replicas-to-write', '0', 'maxmemory', '0');
      expect(await register.read('a')).toBe(1);
      expect(await lists.transact([['r', 1, null]])).toEqual([['r', 1, [1]]]);
      expect(await set.read()).toEqual([1]);
    });

    test('a replica is not written to, nor read from, by who comes anew', async () => {
      await server.ask('REPLICAOF', '127.0.0.1', '1');
      const set = await connectTo(server.port, 'set');
      expect(await failure(set.add(1))).toMatchObject({ name: 'Unavailable', message: '127.0.0.1 is not a master' });
      expect(await failure(set.read())).toBeInstanceOf(Unavailable);
    });
  });

  test('nobody who listens is Unavailable, for changes and for reads', async () => {
    const set = await connectTo(await freePort(), 'set');
    expect(await failure(set.add(1))).toMatchObject({
      name: 'Unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await failure(set.read())).toBeInstanceOf(Unavailable);
  });

  test('a connection that broke while nothing was asked is made anew by the next operation', async () => {
    const set = await connectTo(server.port, 'set');
    await set.add(1);
    await server.ask('CLIENT', 'KILL', 'TYPE', 'normal');
    await expect.poll(() => set.read().catch(() => null)).toEqual([1]);
  });

  test('a change whose answer is lost may have been made, and was made once; a read surely had no effect', async () => {
    const proxy = await swallowing(server.port, 'INCRBY');
    const counter = await connectTo(proxy, 'counter');
    expect(await counter.read()).toBe(0);
    const lost = await failure(counter.add(5));
    expect(lost).toBeInstanceOf(Error);
    expect(lost).not.toBeInstanceOf(DefiniteFailure);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await server.ask('GET', 'counter')).toBe('5');
    const deaf = await connectTo(await swallowing(server.port, 'GET'), 'counter');
    expect(await failure(deaf.read())).toBeInstanceOf(DefiniteFailure);
  });

  test('a change that too few replicas confirm is made, and its outcome is not known', async () => {
    const set = await connectTo(server.port, 'set', { wait: 1 });
    const unconfirmed = await failure(set.add(1));
    expect(unconfirmed).toMatchObject({ message: 'the change was made, and of 1 replicas 0 confirmed it' });
    expect(unconfirmed).not.toBeInstanceOf(DefiniteFailure);
    expect(await set.read()).toEqual([1]);
  });

  test('closing ends what is under way at once, and nothing is sent afterwards', async () => {
    const set = await connectTo(server.port, 'set');
    await set.add(1);
    server.signal('SIGSTOP');
    const began = performance.now();
    const underWay = failure(set.add(2));
    const connecting = await connectTo(server.port, 'set');
    const notYet = failure(connecting.add(3));
    await set.close();
    await connecting.close();
    expect(await underWay).not.toBeInstanceOf(DefiniteFailure);
    expect(await notYet).toBeInstanceOf(DefiniteFailure);
    expect(performance.now() - began).toBeLessThan(1_000);
    server.signal('SIGCONT');
    expect(await failure(set.add(4))).toMatchObject({ name: 'DefiniteFailure', message: 'the client is closed' });
    await set.close();
    expect(await server.ask('SISMEMBER', 'set', '3')).toBe(0);
  });
});

/** A proxy on a port of loopback that hands everything on, and resets in place of the answer to this command. */
async function swallowing(port: number, word: string): Promise<number> {
  const proxy: Server = createServer((socket) => {
    const upstream = connect(port, '127.0.0.1');
    let isLost = false;
    for (const each of [socket, upstream]) each.on('error', () => {});
    socket.on('close', () => upstream.destroy());
    socket.on('data', (chunk: Buffer) => {
      isLost ||= new RegExp(`\\b${word}\\b`, 'i').test(chunk.toString());
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => (isLost ? socket.resetAndDestroy() : socket.write(chunk)));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  closing.push(() => void proxy.close());
  const address = proxy.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
