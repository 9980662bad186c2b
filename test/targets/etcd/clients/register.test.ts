/** The register client of etcd: what it says of an operation is what can be known, and it sends nothing twice. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { findProgram } from '../../../../harness/cluster/local/enter.js';
import { ensurePackages } from '../../../../harness/cluster/packages.js';
import { DefiniteFailure, messageOf } from '../../../../harness/contracts/errors.js';
import { createRegisterClient } from '../../../../targets/etcd/clients/register.js';
import { fatalLogPatterns } from '../../../../targets/etcd/fatal-logs.js';
import { leadersAmong, readiness } from '../../../../targets/etcd/status.js';
import { describePart } from '../../../setup/parts.js';
import { serveLoopback } from '../loopback-server.js';

const opened: { close(): unknown }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

function clientOf(port: number): ReturnType<typeof createRegisterClient> {
  const client = createRegisterClient({ address: '127.0.0.1', port, reads: 'linearizable' });
  opened.push(client);
  return client;
}

/** A server that does this with every connection; answers its port. */
async function serve(handle: (socket: Socket) => void): Promise<number> {
  const server = await serveLoopback(handle);
  opened.push(server);
  return server.port;
}

/** A server that answers every request with this status and body. */
const answering = (status: number, body: string): Promise<number> =>
  serve((socket) =>
    socket.on('data', () =>
      socket.write(`HTTP/1.1 ${status} X\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
    ),
  );

/** Whether a call failed definitely ('fail'), or nobody knows ('info'). */
async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: unknown) => (error instanceof DefiniteFailure ? 'fail' : 'info'),
  );
}

test('what was refused before a byte was sent surely had no effect', async () => {
  const port = await serve(() => {});
  for (const each of opened.splice(0)) each.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await outcome(clientOf(port).write('k', 1))).toBe('fail');
});

test.each([
  ['a reset after the request', (socket: Socket) => void socket.on('data', () => socket.resetAndDestroy())],
  ['an end without an answer', (socket: Socket) => void socket.on('data', () => socket.end())],
  [
    'an answer that breaks off',
    (socket: Socket) => void socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{')),
  ],
  ['an answer that is not HTTP', (socket: Socket) => void socket.on('data', () => socket.end('hello'))],
])('after %s nobody knows', async (_, handle) => {
  expect(await outcome(clientOf(await serve(handle)).write('k', 1))).toBe('info');
});

test.each([
  [503, '{"error":"etcdserver: request timed out","code":14}', 'info'],
  [504, '{"error":"context deadline exceeded","code":4}', 'info'],
  [500, '{"error":"etcdserver: leader changed","code":14}', 'info'],
  [429, '{"error":"etcdserver: mvcc: database space exceeded","code":8}', 'info'],
  [400, '{"error":"etcdserver: key is not provided","code":3}', 'fail'],
  [404, 'Not Found', 'fail'],
  [200, 'garbage', 'info'],
  [200, '{}', 'info'],
])('status %i with %s is %s', async (status, body, expected) => {
  expect(await outcome(clientOf(await answering(status, body)).write('k', 1))).toBe(expected);
});

test('a failed read is definite whatever became of it: it had no effect', async () => {
  const port = await serve((socket) => void socket.on('data', () => socket.resetAndDestroy()));
  expect(await outcome(clientOf(port).read('k'))).toBe('fail');
});

test('close ends an operation that is under way, at once, and nobody knows about it', async () => {
  const client = clientOf(await serve(() => {}));
  const writing = outcome(client.write('k', 1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await client.close();
  await client.close();
  expect(await writing).toBe('info');
});

test('lines that a healthy, killed or lonely member writes are not fatal, and those of a broken one are', () => {
  const fatal = (line: string): boolean => fatalLogPatterns.some((pattern) => pattern.test(line));
  expect(fatal('2026-01-31 10:00:00.000000 W | rafthttp: lost the TCP streaming connection with peer 1')).toBe(false);
  expect(fatal('2026-01-31 10:00:00.000000 E | etcdserver: publish error: etcdserver: request timed out')).toBe(false);
  expect(fatal('2026-01-31 10:00:00.000000 C | etcdserver: cannot read the snapshot')).toBe(true);
  expect(fatal('panic: runtime error: index out of range')).toBe(true);
});

const found = findProgram('etcd');
const binary = await (found === null
  ? ensurePackages(['etcd-server']).then(({ root }) => join(root, 'usr/bin/etcd'), messageOf)
  : Promise.resolve(found));

describePart('etcd', binary.endsWith('/etcd') ? null : binary, 'the register client on a real etcd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-etcd-'));
  const port = 23_790 + (process.pid % 1_000);
  let member: ChildProcess;

  beforeAll(async () => {
    const url = `http://127.0.0.1:${port}`;
    const peer = `http://127.0.0.1:${port + 1_000}`;
    const words = ['--name', 'n1', '--data-dir', folder, '--listen-client-urls', url, '--advertise-client-urls', url];
    words.push('--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `n1=${peer}`);
    member = spawn(binary, words, { stdio: 'ignore', env: { ...process.env, ETCD_UNSUPPORTED_ARCH: 'arm64' } });
    const here = { address: '127.0.0.1', port };
    await vi.waitFor(async () => expect(await readiness(here)).toEqual({ ready: true }), {
      timeout: 30_000,
      interval: 100,
    });
  });
  afterAll(() => {
    member.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  test('reads what was written, and null what was not', async () => {
    const client = clientOf(port);
    expect(await client.read('nothing')).toBeNull();
    await client.write('a', 41);
    expect(await client.read('a')).toBe(41);
  });

  test('compares and sets', async () => {
    const client = clientOf(port);
    await client.write('b', 1);
    expect(await client.compareAndSet('b', 2, 3)).toBe(false);
    expect(await client.compareAndSet('b', 1, 3)).toBe(true);
    expect(await client.compareAndSet('absent', 1, 3)).toBe(false);
    expect(await client.read('b')).toBe(3);
  });

  test('sends an operation once, though its answer is swallowed, and says that nobody knows', async () => {
    const honest = clientOf(port);
    await honest.write('c', 0);
    // A proxy that hands requests on and swallows every answer, then resets.
    const proxy = await serve((socket) => {
      const upstream = connect(port, '127.0.0.1');
      upstream.on('error', () => {});
      opened.push({ close: () => upstream.destroy() });
      socket.pipe(upstream);
      upstream.on('data', () => socket.resetAndDestroy());
    });
    expect(await outcome(clientOf(proxy).compareAndSet('c', 0, 1))).toBe('info');
    expect(await honest.read('c')).toBe(1);
    expect(await revisions(port, 'c')).toBe(2);
  });

  test('knows who leads', async () => {
    const here = { address: '127.0.0.1', port, name: 'n1' };
    expect(await leadersAmong([here, { address: '127.0.0.1', port: 1, name: 'n2' }])).toEqual(['n1']);
  });
});

/** How often a key was written since it was made. */
async function revisions(port: number, key: string): Promise<number> {
  const body = JSON.stringify({ key: Buffer.from(key).toString('base64') });
  const response = await fetch(`http://127.0.0.1:${port}/v3/kv/range`, { method: 'POST', body });
  const { kvs } = (await response.json()) as { kvs: { version: string }[] };
  return Number(kvs[0]?.version);
}
