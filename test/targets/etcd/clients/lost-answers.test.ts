/** What a client of etcd says when its answer is lost, or somebody was faster: a truth, and it did nothing twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Store } from '../../../../targets/etcd/clients/store.js';
import type { ClientInterfaces } from '../../../../workloads/clients/index.js';
import { freePort } from '../../../setup/free-port.js';
import { describePart } from '../../../setup/parts.js';
import { serveLoopback } from '../loopback-server.js';
import { missingForEtcd, SecuredEtcd } from '../secured-etcd.js';
import { closing, connectTo, outcome } from './every-client.js';
import { type Meddling, meddle } from './meddling-proxy.js';

/** An operation that changes something, or reads it, and how many requests it makes. */
interface Case {
  readonly title: string;
  readonly requests: number;
  readonly changes: boolean;
  /** Whether somebody who is faster makes it fail: `first` done by another client between its requests. */
  readonly canBeTooSlow: boolean;
  readonly connect: (port: number, prefix: string) => Promise<Steps>;
}

interface Steps {
  readonly prepare?: () => Promise<unknown>;
  readonly call: () => Promise<unknown>;
}

type Offered = Exclude<keyof ClientInterfaces, 'log'>;

function changing<K extends Offered>(
  client: K,
  requests: number,
  call: (client: ClientInterfaces[K]) => Promise<unknown>,
  prepare?: (client: ClientInterfaces[K]) => Promise<unknown>,
): Case {
  return caseOf(client, { requests, changes: true, canBeTooSlow: requests > 1 }, call, prepare);
}

function reading<K extends Offered>(client: K, call: (client: ClientInterfaces[K]) => Promise<unknown>): Case {
  return caseOf(client, { requests: 1, changes: false, canBeTooSlow: false }, call);
}

function caseOf<K extends Offered>(
  client: K,
  facts: Pick<Case, 'requests' | 'changes' | 'canBeTooSlow'>,
  call: (client: ClientInterfaces[K]) => Promise<unknown>,
  prepare?: (client: ClientInterfaces[K]) => Promise<unknown>,
): Case {
  return {
    title: `${client}: ${/\.(\w+)\(/.exec(call.toString())?.[1] ?? ''} (${facts.requests})`,
    ...facts,
    connect: async (port, prefix) => {
      const connected = await connectTo(port, client, { prefix });
      return {
        call: () => call(connected),
        ...(prepare === undefined ? {} : { prepare: () => prepare(connected) }),
      };
    },
  };
}

const cases: readonly Case[] = [
  changing('bank', 1, (bank) => bank.open({ a: 5, b: 5 })),
  changing(
    'bank',
    2,
    (bank) => bank.transfer('a', 'b', 1, false),
    (bank) => bank.open({ a: 5, b: 5 }),
  ),
  reading('bank', (bank) => bank.read()),
  changing('counter', 2, (counter) => counter.add(1)),
  reading('counter', (counter) => counter.read()),
  changing('ids', 1, (ids) => ids.generate()),
  changing('kv', 1, (kv) => kv.put('a', 'x')),
  changing(
    'kv',
    1,
    (kv) => kv.delete('a'),
    (kv) => kv.put('a', 'x'),
  ),
  changing(
    'kv',
    1,
    (kv) => kv.compareAndSet('a', 'x', 'y'),
    (kv) => kv.put('a', 'x'),
  ),
  reading('kv', (kv) => kv.get('a')),
  reading('leader', (leader) => leader.leader()),
  changing('list-transactions', 2, (lists) => lists.transact([['append', 1, 1]])),
  reading('list-transactions', (lists) => lists.transact([['r', 1, null]])),
  changing('names', 1, (names) => names.claim('ada', 1)),
  changing('predicates', 1, (rows) => rows.insertIfNone(1, 'a', 1)),
  changing('queue', 1, (queue) => queue.enqueue(1)),
  changing(
    'queue',
    2,
    (queue) => queue.dequeue(),
    (queue) => queue.enqueue(1),
  ),
  changing('register', 1, (register) => register.write('a', 1)),
  changing(
    'register',
    1,
    (register) => register.compareAndSet('a', 1, 2),
    (register) => register.write('a', 1),
  ),
  reading('register', (register) => register.read('a')),
  changing('register-transactions', 1, (registers) => registers.transact([['w', 1, 1]])),
  changing('register-transactions', 2, (registers) =>
    registers.transact([
      ['r', 1, null],
      ['w', 1, 1],
    ]),
  ),
  reading('register-transactions', (registers) => registers.transact([['r', 1, null]])),
  changing('replica', 1, (replica) => replica.write('a', 1)),
  reading('replica', (replica) => replica.snapshot()),
  changing('sequence', 2, (sequence) => sequence.increment('a')),
  reading('sequence', (sequence) => sequence.read('a')),
  changing('set', 1, (set) => set.add(1)),
  reading('set', (set) => set.read()),
];

test.each(cases)('where nobody listens, $title surely had no effect, and is no answer', async ({ connect }) => {
  const { call } = await connect(await freePort(), 'nobody');
  expect(await outcome(call())).toBe('nobody');
});

test.each(cases)('where the connection breaks, $title did nothing or nobody knows', async ({ connect, ...it }) => {
  const server = await serveLoopback((socket) => void socket.on('data', () => socket.resetAndDestroy()));
  closing(server);
  const { call } = await connect(server.port, 'broken');
  expect(await outcome(call())).toBe(it.requests === 1 && it.changes ? 'info' : 'nobody');
});

test.each(cases)('of $title under way when its client is closed, at most one request was sent', async (it) => {
  let requests = 0;
  const server = await serveLoopback((socket) => {
    socket.on('data', () => {
      requests += 1;
    });
  });
  const { call } = await it.connect(server.port, 'closed');
  const under = outcome(call());
  await expect.poll(() => requests).toBe(1);
  server.close();
  expect(await under).toBe(it.requests === 1 && it.changes ? 'info' : 'nobody');
  expect(requests).toBe(1);
});

describePart('etcd', missingForEtcd, 'answers of a real etcd that are lost', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-etcd-lost-'));
  let member: SecuredEtcd;
  let stores = 0;
  beforeAll(async () => {
    member = await SecuredEtcd.start({ folder });
  }, 60_000);
  afterAll(() => {
    member.end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Each change is a transaction, and each transaction that changes something makes the revision greater by one. */
  async function revision(): Promise<number> {
    const store = closing(new Store({ ...member.endpoint, reads: 'linearizable' }));
    return (await store.put('count', '')) - 1;
  }
  /** A new store, prepared, and the operation through a proxy. */
  async function through(it: Case, meddling: (honest: Steps) => Meddling): Promise<{ honest: Steps; meddled: Steps }> {
    stores += 1;
    const prefix = `lost-${stores}`;
    const honest = await it.connect(member.port, prefix);
    await honest.prepare?.();
    const proxy = closing(await meddle(member.port, meddling(honest)));
    return { honest, meddled: await it.connect(proxy.port, prefix) };
  }
  /** How an operation ended, and how many changes were made meanwhile. */
  async function effectOf(call: () => Promise<unknown>): Promise<[string, number]> {
    const before = await revision();
    const ended = await outcome(call());
    // What counts the changes is one itself.
    return [ended, (await revision()) - before - 1];
  }

  describe('the answer to the change', () => {
    test.each(cases.filter(({ changes }) => changes))('$title was done once, and nobody knows', async (it) => {
      const { meddled } = await through(it, () => ({ swallow: it.requests }));
      expect(await effectOf(meddled.call)).toEqual(['info', 1]);
    });
  });

  describe('the answer to what is read', () => {
    test.each(cases.filter(({ changes, requests }) => !changes || requests > 1))(
      '$title surely had no effect',
      async (it) => {
        const { meddled } = await through(it, () => ({ swallow: 1 }));
        expect(await effectOf(meddled.call)).toEqual(['nobody', 0]);
      },
    );
  });

  describe('nothing', () => {
    test.each(cases)('$title was done', async (it) => {
      const { meddled } = await through(it, () => ({}));
      expect(await effectOf(meddled.call)).toEqual(['ok', it.changes ? 1 : 0]);
    });
  });

  describe('somebody was faster', () => {
    test.each(cases.filter(({ canBeTooSlow }) => canBeTooSlow))(
      '$title fails, by an answer, and only the faster one has changed something',
      async (it) => {
        const { meddled } = await through(it, (honest) => ({ before: { request: 2, act: honest.call } }));
        expect(await effectOf(meddled.call)).toEqual(['fail', 1]);
      },
    );
  });
});
