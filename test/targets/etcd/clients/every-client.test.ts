/** Every client of etcd but those of registers, locks and transactions: what its methods do on a real one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClientInterfaces } from '../../../../workloads/clients/index.js';
import { describePart } from '../../../setup/parts.js';
import { missingForEtcd, SecuredEtcd } from '../secured-etcd.js';
import { connectTo, outcome } from './every-client.js';

describePart('etcd', missingForEtcd, 'the clients on a real etcd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-etcd-clients-'));
  let member: SecuredEtcd;
  beforeAll(async () => {
    member = await SecuredEtcd.start({ folder, more: ['--max-txn-ops', '1024'] });
  }, 60_000);
  afterAll(() => {
    member.end();
    rmSync(folder, { recursive: true, force: true });
  });

  type Offered = Exclude<keyof ClientInterfaces, 'log'>;
  /** So many clients of one store that nobody else uses. */
  async function several<K extends Offered>(client: K, prefix: string, count: number): Promise<ClientInterfaces[K][]> {
    return Promise.all(Array.from({ length: count }, () => connectTo(member.port, client, { prefix })));
  }
  async function one<K extends Offered>(client: K, prefix: string): Promise<ClientInterfaces[K]> {
    return connectTo(member.port, client, { prefix });
  }

  test('kv: gets what was put, and nothing where it was deleted; compares and sets', async () => {
    const kv = await one('kv', 'kv');
    expect(await kv.get('a')).toBeNull();
    await kv.put('a', 'one, "zwei", 三');
    expect(await kv.get('a')).toBe('one, "zwei", 三');
    await kv.put('empty', '');
    expect(await kv.get('empty')).toBe('');
    expect(await kv.compareAndSet('a', 'two', 'three')).toBe(false);
    expect(await kv.compareAndSet('a', 'one, "zwei", 三', 'two')).toBe(true);
    await kv.delete('a');
    await kv.delete('a');
    expect(await kv.get('a')).toBeNull();
    expect(await kv.compareAndSet('a', 'two', 'three')).toBe(false);
    expect(await kv.compareAndSet('a', '', 'three')).toBe(false);
  });

  test('what one run has stored, no other sees', async () => {
    const [mine, other] = [await one('set', 'mine'), await one('set', 'mine2')];
    await mine.add(1);
    await other.add(2);
    expect([await mine.read(), await other.read()]).toEqual([[1], [2]]);
    const [bank, copies] = [await one('bank', 'mine'), await one('replica', 'mine')];
    expect([await bank.read(), await copies.snapshot()]).toEqual([{}, {}]);
  });

  test('set: reads all that were added, thousands of them too', async () => {
    const writers = await several('set', 'set', 8);
    const size = 16_000;
    await Promise.all(
      writers.map(async (client, at) => {
        for (let element = at; element < size; element += writers.length) await client.add(element);
      }),
    );
    const [reader] = writers;
    const elements = (await reader?.read()) ?? [];
    expect([...elements].sort((left, right) => left - right)).toEqual(Array.from({ length: size }, (_, at) => at));
  }, 60_000);

  test('counter: has what those added that were not too slow, and nothing of the others', async () => {
    const adders = await several('counter', 'counter', 4);
    let sum = 0;
    const outcomes = new Set<string>();
    await Promise.all(
      adders.map(async (client) => {
        for (let round = 0; round < 25; round += 1) {
          const ended = await outcome(client.add(round % 2 === 0 ? 5 : -2));
          outcomes.add(ended);
          if (ended === 'ok') sum += round % 2 === 0 ? 5 : -2;
        }
      }),
    );
    expect([...outcomes].sort()).toEqual(['fail', 'ok']);
    expect(await adders[0]?.read()).toBe(sum);
  });

  test('sequence: gives every number once, without a gap', async () => {
    const callers = await several('sequence', 'sequence', 4);
    expect(await callers[0]?.read('a')).toBe(0);
    const numbers: number[] = [];
    await Promise.all(
      callers.map(async (client) => {
        for (let round = 0; round < 25; round += 1)
          await client.increment('a').then(
            (n) => numbers.push(n),
            () => {},
          );
      }),
    );
    numbers.sort((left, right) => left - right);
    expect(numbers.length).toBeGreaterThan(1);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    expect(await callers[0]?.read('a')).toBe(numbers.length);
    expect(await callers[0]?.increment('b')).toBe(1);
  });

  test('bank: moves money, overdraws only where it may, and is opened once', async () => {
    const bank = await one('bank', 'bank');
    expect(await outcome(bank.transfer('a', 'b', 1, false))).toBe('fail');
    await bank.open({ a: 10, b: 0 });
    expect(await bank.transfer('a', 'b', 4, false)).toBe(true);
    expect(await bank.transfer('a', 'b', 7, false)).toBe(false);
    await bank.open({ a: 10, b: 0 });
    expect(await bank.read()).toEqual({ a: 6, b: 4 });
    expect(await bank.transfer('a', 'b', 7, true)).toBe(true);
    expect(await bank.read()).toEqual({ a: -1, b: 11 });
  });

  test('bank: as many accounts as a workload may have are opened by one transaction', async () => {
    const bank = await one('bank', 'large-bank');
    await bank.open(Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`a${at}`, at])));
    expect(Object.keys(await bank.read())).toHaveLength(1_000);
  });

  test('bank: the total stays what it was, whoever was too slow', async () => {
    const clients = await several('bank', 'busy-bank', 4);
    await clients[0]?.open({ a: 100, b: 100, c: 100 });
    const accounts = ['a', 'b', 'c'];
    await Promise.all(
      clients.map(async (client, at) => {
        for (let round = 0; round < 20; round += 1) {
          const [from, to] = [accounts[(at + round) % 3] ?? 'a', accounts[(at + round + 1) % 3] ?? 'b'];
          await outcome(client.transfer(from, to, 1 + at, false));
          const total = Object.values(await client.read()).reduce((sum, balance) => sum + balance, 0);
          expect(total).toBe(300);
        }
      }),
    );
  });

  test('ids: none is given twice, and they grow', async () => {
    const callers = await several('ids', 'ids', 4);
    const given = await Promise.all(
      callers.map(async (client) => {
        const ids: number[] = [];
        for (let round = 0; round < 25; round += 1) ids.push(Number(await client.generate()));
        return ids;
      }),
    );
    expect(new Set(given.flat()).size).toBe(100);
    for (const ids of given) expect(ids).toEqual([...ids].sort((left, right) => left - right));
  });

  test('names: one gets a name, and the others do not', async () => {
    const claimers = await several('names', 'names', 5);
    const got = await Promise.all(claimers.map((client, owner) => client.claim('ada', owner)));
    expect(got.filter((each) => each)).toHaveLength(1);
    expect(await claimers[0]?.claim('ada', 9)).toBe(false);
    expect(await claimers[0]?.claim('bob', 9)).toBe(true);
  });

  test('queue: the first in is the first out, and the last is followed by nothing', async () => {
    const queue = await one('queue', 'queue');
    expect(await queue.dequeue()).toBeNull();
    for (const element of [10, 9, 100]) await queue.enqueue(element);
    expect([await queue.dequeue(), await queue.dequeue()]).toEqual([10, 9]);
    await queue.enqueue(1);
    expect([await queue.dequeue(), await queue.dequeue(), await queue.dequeue()]).toEqual([100, 1, null]);
  });

  test('queue: nothing is taken by two', async () => {
    const takers = await several('queue', 'busy-queue', 4);
    for (let element = 0; element < 40; element += 1) await takers[0]?.enqueue(element);
    const taken: number[] = [];
    await Promise.all(
      takers.map(async (client) => {
        for (let round = 0; round < 1_000; round += 1) {
          const element = await client.dequeue().catch(() => undefined);
          if (element === null) return;
          if (element !== undefined) taken.push(element);
        }
      }),
    );
    expect(taken.sort((left, right) => left - right)).toEqual(Array.from({ length: 40 }, (_, at) => at));
  });

  test('replica: shows all that was written', async () => {
    const replica = await one('replica', 'replica');
    expect(await replica.snapshot()).toEqual({});
    await replica.write('a', 1);
    await replica.write('b', -2);
    await replica.write('a', 3);
    expect(await replica.snapshot()).toEqual({ a: 3, b: -2 });
  });

  test('predicates: of a key there is one row in both tables together, whoever comes at the same time', async () => {
    const inserters = await several('predicates', 'predicates', 6);
    for (const key of [1, 2, 11]) {
      const inserted = await Promise.all(
        inserters.map((client, id) => client.insertIfNone(key, id % 2 === 0 ? 'a' : 'b', id)),
      );
      expect(inserted.filter((each) => each)).toHaveLength(1);
    }
  });

  test('predicates: a row of either table is in the way of one in either table, and one of another key is not', async () => {
    const rows = await one('predicates', 'few-rows');
    const insertions = [
      [1, 'a', true],
      [1, 'a', false],
      [1, 'b', false],
      [11, 'b', true],
      [11, 'a', false],
      [11, 'b', false],
    ] as const;
    for (const [id, [key, table, isFirst]] of insertions.entries()) {
      expect(await rows.insertIfNone(key, table, id)).toBe(isFirst);
    }
  });

  test('leader: a member tells who leads, and in which term', async () => {
    const leader = await one('leader', 'leader');
    const first = await leader.leader();
    expect(first?.node).toMatch(/^[0-9a-f]{8,16}$/);
    expect(first?.term).toBeGreaterThan(0);
    await member.restart();
    const second = await (await one('leader', 'leader')).leader();
    expect(second?.node).toBe(first?.node);
    expect(second?.term).toBeGreaterThan(first?.term ?? 0);
  }, 60_000);
});
