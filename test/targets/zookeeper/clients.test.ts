/** The clients of ZooKeeper on a real server: what their methods do, and what they say when it does not go well. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { DefiniteFailure, Unavailable } from '../../../harness/contracts/errors.js';
import { remove } from '../../../targets/zookeeper/clients/requests.js';
import { Session } from '../../../targets/zookeeper/clients/session.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';
import { describePart } from '../../setup/parts.js';
import { PausingLine } from './pausing-line.js';
import { missingForZookeeper, RealZookeeper } from './real-zookeeper.js';

describePart('zookeeper', missingForZookeeper, 'the clients on a real ZooKeeper', () => {
  let server: RealZookeeper;
  beforeAll(async () => {
    server = await RealZookeeper.start();
  }, 90_000);
  afterAll(() => server?.end());
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const client of opened.splice(0)) await client.close();
  });

  async function one<K extends keyof ClientInterfaces>(
    client: K,
    options: Record<string, unknown> = {},
    port = server.port,
  ): Promise<ClientInterfaces[K]> {
    const connected = await server.connect(client, options, port);
    opened.push(connected);
    return connected;
  }

  async function stored(client: ClientInterfaces['lock'], name: string, token: number): Promise<boolean | undefined> {
    return client.store(name, token, 1).catch(() => undefined);
  }

  /** 'ok'; 'fail' where it surely had no effect, 'nobody' where that is because nobody was there; 'info' else. */
  async function outcome(call: Promise<unknown>): Promise<'ok' | 'fail' | 'nobody' | 'info'> {
    return call.then(
      () => 'ok' as const,
      (error: unknown) =>
        error instanceof Unavailable ? 'nobody' : error instanceof DefiniteFailure ? 'fail' : 'info',
    );
  }

  test.each(['plain', 'sync', 'quorum'])('register: reads what was written, with reads=%s', async (reads) => {
    const register = await one('register', { reads });
    const key = `of-${reads}`;
    expect(await register.read(key)).toBeNull();
    await register.write(key, -7);
    expect(await register.read(key)).toBe(-7);
    expect(await register.compareAndSet(key, 7, 8)).toBe(false);
    expect(await register.compareAndSet(key, -7, 8)).toBe(true);
    expect(await register.read(key)).toBe(8);
    expect(await register.compareAndSet(`${key}-none`, 1, 2)).toBe(false);
  });

  test('register: of those who replace the same value at once, one does', async () => {
    const registers = await Promise.all(Array.from({ length: 6 }, () => one('register')));
    await registers[0]?.write('contended', 1);
    const swapped = await Promise.all(registers.map((register, at) => register.compareAndSet('contended', 1, at + 2)));
    expect(swapped.filter((each) => each)).toHaveLength(1);
  });

  test('kv: tells an empty text from none, and what was deleted can be neither read nor replaced', async () => {
    const kv = await one('kv');
    await kv.put('a/b', 'one, "zwei", 三');
    expect(await kv.get('a/b')).toBe('one, "zwei", 三');
    await kv.put('a/b', '');
    expect(await kv.get('a/b')).toBe('');
    await kv.delete('a/b');
    await kv.delete('a/b');
    expect(await kv.get('a/b')).toBeNull();
    expect(await kv.compareAndSet('a/b', '', 'x')).toBe(false);
    await kv.put('a/b', 'x');
    expect(await kv.compareAndSet('a/b', 'x', 'y')).toBe(true);
    expect(await kv.get('a/b')).toBe('y');
  });

  test('set: reads all that were added, hundreds of them too, and refuses one that is there', async () => {
    const sets = await Promise.all(Array.from({ length: 8 }, () => one('set')));
    const size = 800;
    const adding = sets.map(async (set, at) => {
      for (let element = at; element < size; element += sets.length) await set.add(element);
    });
    await Promise.all(adding);
    const elements = [...((await sets[0]?.read()) ?? [])].sort((left, right) => left - right);
    expect(elements).toEqual(Array.from({ length: size }, (_, at) => at));
    expect(await outcome(sets[0]?.add(7) ?? Promise.resolve())).toBe('fail');
  });

  test('counter and sequence: hold what was added, and nothing of those who were too slow', async () => {
    const counter = await one('counter');
    expect(await counter.read()).toBe(0);
    await counter.add(5);
    await counter.add(-7);
    expect(await counter.read()).toBe(-2);
    const callers = await Promise.all(Array.from({ length: 4 }, () => one('sequence')));
    const numbers: number[] = [];
    const outcomes = new Set<string>();
    const calling = callers.map(async (caller) => {
      for (let round = 0; round < 25; round += 1) {
        outcomes.add(await outcome(caller.increment('a').then((number) => numbers.push(number))));
      }
    });
    await Promise.all(calling);
    expect([...outcomes].sort()).toEqual(['fail', 'ok']);
    expect(numbers.sort((left, right) => left - right)).toEqual(numbers.map((_, at) => at + 1));
    expect(await callers[0]?.read('a')).toBe(numbers.length);
  });

  test('ids and names: none is given twice, and ids grow', async () => {
    const callers = await Promise.all(Array.from({ length: 4 }, () => one('ids')));
    const given = await Promise.all(
      callers.map(async (caller) => {
        const ids: number[] = [];
        for (let round = 0; round < 25; round += 1) ids.push(Number(await caller.generate()));
        return ids;
      }),
    );
    expect(new Set(given.flat()).size).toBe(100);
    for (const ids of given) expect(ids).toEqual([...ids].sort((left, right) => left - right));
    const claimers = await Promise.all(Array.from({ length: 5 }, () => one('names')));
    const got = await Promise.all(claimers.map((claimer, owner) => claimer.claim('ada', owner)));
    expect(got.filter((each) => each)).toHaveLength(1);
  });

  test('queue: the first in is the first out, and nothing is taken by two', async () => {
    const queues = await Promise.all(Array.from({ length: 4 }, () => one('queue')));
    const [queue] = queues;
    if (queue === undefined) throw new Error('there is no queue');
    expect(await queue.dequeue()).toBeNull();
    for (const element of [10, 9]) await queue.enqueue(element);
    expect([await queue.dequeue(), await queue.dequeue(), await queue.dequeue()]).toEqual([10, 9, null]);
    for (let element = 0; element < 20; element += 1) await queue.enqueue(element);
    const taken: number[] = [];
    const taking = queues.map(async (each) => {
      for (;;) {
        const element = await each.dequeue().catch(() => undefined);
        if (element === null) return;
        if (element !== undefined) taken.push(element);
      }
    });
    await Promise.all(taking);
    expect(taken.sort((left, right) => left - right)).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  test('replica: shows all that was written', async () => {
    const replica = await one('replica');
    expect(await replica.snapshot()).toEqual({});
    await replica.write('a', 1);
    await replica.write('b', -2);
    await replica.write('a', 3);
    expect(await replica.snapshot()).toEqual({ a: 3, b: -2 });
  });

  test('list transactions: what is read was there at one moment, also where there was nothing', async () => {
    const clients = await Promise.all(Array.from({ length: 4 }, () => one('list-transactions')));
    const [first] = clients;
    if (first === undefined) throw new Error('there is no client');
    const nothing = [
      ['r', 1, null],
      ['r', 2, null],
    ] as const;
    expect(await first.transact(nothing)).toEqual([
      ['r', 1, []],
      ['r', 2, []],
    ]);
    expect(await first.transact(nothing)).toEqual([
      ['r', 1, []],
      ['r', 2, []],
    ]);
    let appended = 0;
    const outcomes = new Set<string>();
    const appending = clients.map(async (client, at) => {
      for (let round = 0; round < 10; round += 1) {
        const element = at * 10 + round;
        const ended = await outcome(
          client.transact([
            ['append', 1, element],
            ['append', 2, element],
          ]),
        );
        outcomes.add(ended);
        if (ended === 'ok') appended += 1;
      }
    });
    await Promise.all(appending);
    expect([...outcomes].sort()).toEqual(['fail', 'ok']);
    const [left, right] = await first.transact(nothing);
    expect(left?.[2]).toHaveLength(appended);
    expect(left?.[2]).toEqual(right?.[2]);
  });

  test('register transactions: tell the version of what they read and wrote', async () => {
    const client = await one('register-transactions');
    expect(
      await client.transact([
        ['w', 1, 10],
        ['r', 1, null],
      ]),
    ).toEqual([
      ['w', 1, 10, 0],
      ['r', 1, 10, 0],
    ]);
    expect(
      await client.transact([
        ['r', 1, null],
        ['w', 1, 11],
        ['r', 2, null],
      ]),
    ).toEqual([
      ['r', 1, 10, 0],
      ['w', 1, 11, 1],
      ['r', 2, null],
    ]);
    expect(await client.transact([['r', 1, null]])).toEqual([['r', 1, 11, 1]]);
  });

  test('bank: is opened once, moves money, and its total stays what it was', async () => {
    const banks = await Promise.all(Array.from({ length: 3 }, () => one('bank')));
    const [bank] = banks;
    if (bank === undefined) throw new Error('there is no bank');
    expect(await bank.read()).toEqual({});
    expect(await outcome(bank.transfer('a', 'b', 1, false))).toBe('fail');
    await Promise.all(banks.map((each) => each.open({ a: 10, b: 0 })));
    expect(await bank.transfer('a', 'b', 4, false)).toBe(true);
    expect(await bank.transfer('a', 'b', 7, false)).toBe(false);
    await bank.open({ a: 10, b: 0 });
    expect(await bank.read()).toEqual({ a: 6, b: 4 });
    const outcomes = new Set<string>();
    const moving = banks.map(async (each, at) => {
      for (let round = 0; round < 10; round += 1) {
        outcomes.add(await outcome(at % 2 === 0 ? each.transfer('a', 'b', 1, true) : each.transfer('b', 'a', 1, true)));
        const balances = await each.read().catch(() => ({ a: 10 }));
        expect(Object.values(balances).reduce((sum, balance) => sum + balance, 0)).toBe(10);
      }
    });
    await Promise.all(moving);
    expect([...outcomes].sort()).toEqual(['fail', 'ok']);
  });

  test('predicates: of a key there is one row in both tables together, whoever comes at the same time', async () => {
    const inserters = await Promise.all(Array.from({ length: 6 }, () => one('predicates')));
    for (const key of [1, 11]) {
      const inserted = await Promise.all(
        inserters.map((client, id) => client.insertIfNone(key, id % 2 === 0 ? 'a' : 'b', id).catch(() => false)),
      );
      expect(inserted.filter((each) => each)).toHaveLength(1);
      expect(await inserters[0]?.insertIfNone(key, 'b', 99)).toBe(false);
    }
  });

  test('lock: is held by one, whose token is greater than all before, until it is released', async () => {
    const [one1, other] = [await one('lock'), await one('lock')];
    const token = await one1.acquire('a');
    expect(await other.acquire('a')).toBeNull();
    expect(await one1.store('a', token ?? 0, 5)).toBe(true);
    expect(await other.load('a')).toBe(5);
    expect(await other.release('a', token ?? 0)).toBe(false);
    expect(await one1.release('a', token ?? 0)).toBe(true);
    expect(await one1.release('a', token ?? 0)).toBe(false);
    expect(await other.acquire('a')).toBeGreaterThan(token ?? Number.POSITIVE_INFINITY);
  });

  test('lock: outlives its timeout while its holder lives, and not its holder', async () => {
    const [holder, other] = [await one('lock'), await one('lock')];
    const token = await holder.acquire('b');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await other.acquire('b')).toBeNull();
    await holder.close();
    await vi.waitFor(async () => expect(await other.acquire('b')).toBeGreaterThan(token ?? 0), 10_000);
  });

  test.each([
    ['fenced', 'refused'],
    ['unfenced', 'stored'],
  ])(
    'lock: what one stores whose lock has run out while it was not heard of is, with lockWrites=%s, %s',
    async (lockWrites, what) => {
      const line = await PausingLine.to(server.port);
      const [holder, other] = [await one('lock', { lockWrites }, line.port), await one('lock')];
      const name = `c-${lockWrites}`;
      const token = (await holder.acquire(name)) ?? 0;
      line.pause();
      await vi.waitFor(async () => expect(await other.acquire(name)).toBeGreaterThan(token), 10_000);
      line.resume();
      // The first may be sent on a connection that the server has closed already.
      const stores = [await stored(holder, name, token), await stored(holder, name, token)];
      expect(stores.includes(true)).toBe(what === 'stored');
      expect(await other.load(name)).toBe(what === 'stored' ? 1 : null);
      line.end();
    },
  );

  test('lock: a fenced store is refused also where the lock was removed by hand', async () => {
    const holder = await one('lock', { lockWrites: 'fenced' });
    const token = (await holder.acquire('d')) ?? 0;
    expect(await holder.store('d', token, 1)).toBe(true);
    const session = await new Session({ address: '127.0.0.1', port: server.port }, 500).open();
    await session.ask(remove('/locks/d', -1));
    session.close();
    expect(await holder.store('d', token, 2)).toBe(false);
    expect(await holder.load('d')).toBe(1);
    expect(await holder.release('d', token)).toBe(false);
  });

  test('while the server is paused, a change is of unknown outcome and a read has surely none', async () => {
    const [writer, reader] = [await one('register'), await one('register', { reads: 'plain' })];
    await writer.write('paused', 1);
    server.signal('SIGSTOP');
    try {
      const [writing, reading] = [outcome(writer.write('paused', 2)), outcome(reader.read('paused'))];
      await new Promise((resolve) => setTimeout(resolve, 50));
      await writer.close();
      await reader.close();
      expect(await writing).toBe('info');
      expect(await reading).toBe('nobody');
      expect(await outcome(writer.write('paused', 3))).toBe('nobody');
      const began = performance.now();
      expect(await outcome(server.connect('register'))).toBe('nobody');
      expect(performance.now() - began).toBeLessThan(4_000);
    } finally {
      server.signal('SIGCONT');
    }
  });

  test('whose server was killed knows that nothing was sent, and goes on in a new session when it is back', async () => {
    const register = await one('register');
    await register.write('killed', 1);
    await server.kill();
    await vi.waitFor(async () => expect(await outcome(register.write('killed', 2))).toBe('nobody'));
    await server.again();
    expect(await register.read('killed')).toBe(1);
    await register.write('killed', 3);
    expect(await register.read('killed')).toBe(3);
  }, 90_000);
});
