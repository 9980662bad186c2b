/** The lock client of etcd: one holder at a time while it lives, tokens that grow, and honest words about every error. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { DefiniteFailure } from '../../../../harness/contracts/errors.js';
import { createLockClient, type LockClientOptions } from '../../../../targets/etcd/clients/lock.js';
import type { LockClient } from '../../../../workloads/clients/lock.js';
import { describePart } from '../../../setup/parts.js';
import { serveLoopback } from '../loopback-server.js';
import { missingForEtcd, SecuredEtcd } from '../secured-etcd.js';

const opened: { close(): unknown }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

function clientOf(port: number, more: Partial<LockClientOptions> = {}): LockClient {
  const options: LockClientOptions = { address: '127.0.0.1', port, lockTtlS: 1, lockWrites: 'unfenced', ...more };
  const client = createLockClient(options);
  opened.push(client);
  return client;
}

/** A server that answers the nth request with the nth of these; null: it resets the connection. */
async function answering(...answers: readonly ([number, unknown] | null)[]): Promise<number> {
  let asked = 0;
  const server = await serveLoopback((socket) => {
    socket.on('data', () => {
      const answer = answers[asked] ?? null;
      asked += 1;
      if (answer === null) {
        socket.resetAndDestroy();
        return;
      }
      const body = JSON.stringify(answer[1]);
      socket.write(`HTTP/1.1 ${answer[0]} X\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  });
  opened.push(server);
  return server.port;
}

/** 'ok', or whether a call failed definitely ('fail'), or nobody knows ('info'). */
async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: unknown) => (error instanceof DefiniteFailure ? 'fail' : 'info'),
  );
}

const header = { revision: '7' };
const lease: [number, unknown] = [200, { header, ID: '123', TTL: '1' }];

test('without a lease the lock was surely not touched', async () => {
  expect(await outcome(clientOf(await answering(null)).acquire('a'))).toBe('fail');
  const unavailable: [number, unknown] = [503, { error: 'etcdserver: request timed out', code: 14 }];
  expect(await outcome(clientOf(await answering(unavailable)).acquire('a'))).toBe('fail');
});

test.each([
  ['a reset', null, 'info'],
  ['a time-out', [503, { error: 'etcdserver: request timed out', code: 14 }], 'info'],
  ['an answer without a revision', [200, { succeeded: true }], 'info'],
  ['a lease that ran out before', [404, { error: 'etcdserver: requested lease not found', code: 5 }], 'fail'],
  ['success', [200, { header, succeeded: true }], 'ok'],
] as const)('what is known of an acquisition after %s', async (_, answer, expected) => {
  const then: [number, unknown] | null = answer === null ? null : [answer[0], answer[1]];
  expect(await outcome(clientOf(await answering(lease, then)).acquire('a'))).toBe(expected);
});

test.each(['unfenced', 'fenced'] as const)(
  'after a reset nobody knows about a store or a release (%s)',
  async (mode) => {
    expect(await outcome(clientOf(await answering(null), { lockWrites: mode }).store('a', 1, 1))).toBe('info');
    expect(await outcome(clientOf(await answering(null)).release('a', 1))).toBe('info');
    expect(await outcome(clientOf(await answering(null)).load('a'))).toBe('fail');
  },
);

describePart('etcd', missingForEtcd, 'the lock client on a real etcd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-etcd-lock-'));
  let member: SecuredEtcd;
  let port = 0;

  beforeAll(async () => {
    member = await SecuredEtcd.start({ folder });
    port = member.port;
  }, 60_000);
  afterAll(() => {
    member.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test('one holds a lock, and the next that gets it has a greater token', async () => {
    const [first, second] = [clientOf(port), clientOf(port)];
    const token = await first.acquire('a');
    expect(token).toBeGreaterThan(0);
    expect(await second.acquire('a')).toBeNull();
    expect(await second.acquire('b')).toBeGreaterThan(token ?? 0);
    expect(await second.release('a', (token ?? 0) + 1)).toBe(false);
    expect(await first.release('a', token ?? 0)).toBe(true);
    expect(await first.release('a', token ?? 0)).toBe(false);
    expect(await second.acquire('a')).toBeGreaterThan(token ?? 0);
  });

  test('a lock is kept for much longer than its lease lasts, and not for long when its client is gone', async () => {
    const [holder, other] = [clientOf(port), clientOf(port)];
    await holder.acquire('c');
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(await other.acquire('c')).toBeNull();
    await holder.close();
    await vi.waitFor(async () => expect(await other.acquire('c')).toBeGreaterThan(0), {
      timeout: 10_000,
      interval: 100,
    });
  }, 30_000);

  test('loads what was stored, and null where nothing was', async () => {
    const client = clientOf(port);
    expect(await client.load('d')).toBeNull();
    const token = (await client.acquire('d')) ?? 0;
    expect(await client.store('d', token, 41)).toBe(true);
    expect(await client.load('d')).toBe(41);
  });

  test('a fenced store is refused once the lock was granted again, and changes nothing', async () => {
    const [fenced, next] = [clientOf(port, { lockWrites: 'fenced' }), clientOf(port, { lockWrites: 'fenced' })];
    const old = (await fenced.acquire('e')) ?? 0;
    expect(await fenced.store('e', old, 1)).toBe(true);
    await fenced.release('e', old);
    expect(await fenced.store('e', old, 2)).toBe(false);
    const token = (await next.acquire('e')) ?? 0;
    expect(await fenced.store('e', old, 3)).toBe(false);
    expect(await next.load('e')).toBe(1);
    expect(await next.store('e', token, 4)).toBe(true);
    expect(await next.load('e')).toBe(4);
  });

  test('a put under a lease that is gone is refused before anything of its transaction is done', async () => {
    const key = Buffer.from('orphan').toString('base64');
    const post = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: JSON.stringify(body) });
      return z.record(z.string(), z.unknown()).parse(await answer.json());
    };
    const puts = [{ requestPut: { key } }, { requestPut: { key: `${key.slice(0, 4)}QUJD`, lease: '999' } }];
    const refused = await post('/v3/kv/txn', { success: puts });
    expect(refused).toMatchObject({ error: 'etcdserver: requested lease not found' });
    expect(await post('/v3/kv/range', { key })).not.toHaveProperty('kvs');
  });

  test.each([
    ['unfenced', true],
    ['fenced', false],
  ] as const)(
    'a holder that was paused for too long still writes, unless its writes are fenced (%s)',
    async (mode, writes) => {
      const entry = fileURLToPath(new URL('./lock-holder-fixture.ts', import.meta.url));
      const holder = execa(process.execPath, ['--import', 'tsx', entry, `${port}`, mode], {
        ...{ stdin: 'pipe', buffer: false, reject: false, timeout: 60_000 },
      });
      try {
        const lines = createInterface({ input: holder.stdout })[Symbol.asyncIterator]();
        const said = async () =>
          z.record(z.string(), z.unknown()).parse(JSON.parse((await lines.next()).value ?? 'null'));
        const { token } = await said();
        holder.stdin.write('\n');
        expect(await said()).toEqual({ stored: true });
        holder.kill('SIGSTOP');
        const other = clientOf(port, { lockWrites: mode });
        const granted = await vi.waitFor(async () => z.int().parse(await other.acquire('paused')), {
          timeout: 15_000,
          interval: 100,
        });
        expect(granted).toBeGreaterThan(Number(token));
        expect(await other.store('paused', granted, 100)).toBe(true);
        holder.kill('SIGCONT');
        holder.stdin.write('\n');
        expect(await said()).toEqual({ stored: writes });
        expect(await other.load('paused')).toBe(writes ? 2 : 100);
        await other.release('paused', granted);
      } finally {
        holder.stdin.end();
        holder.kill('SIGCONT');
        holder.kill('SIGKILL');
        await holder;
      }
    },
    60_000,
  );
});
