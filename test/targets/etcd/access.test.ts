/** An etcd that somebody else runs: what TLS and users change in what can be known of an operation, and what they do not. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { ClientAccess } from '../../../harness/contracts/target.js';
import { createRegisterClient } from '../../../targets/etcd/clients/register.js';
import { readiness } from '../../../targets/etcd/status.js';
import { freePort } from '../../setup/free-port.js';
import { describePart } from '../../setup/parts.js';
import { type Certificates, makeCertificates, missingForEtcd, SecuredEtcd } from './secured-etcd.js';

const folder = mkdtempSync(join(tmpdir(), 'faultline-access-'));
const opened: { close(): unknown }[] = [];
let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates(folder);
});
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pem = (path: string): string => readFileSync(path, 'utf8');
const PREFIX = 'faultline/test/';

function clientOf(port: number, access: Partial<ClientAccess>): ReturnType<typeof createRegisterClient> {
  const endpoint = { address: '127.0.0.1', port, access: { prefix: PREFIX, ...access } };
  const client = createRegisterClient({ ...endpoint, reads: 'linearizable' });
  opened.push(client);
  return client;
}

/** 'ok', 'fail' where it surely had no effect, 'info' where nobody knows. */
async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: unknown) => (error instanceof DefiniteFailure ? 'fail' : 'info'),
  );
}

/** Why a call surely had no effect. */
async function failureOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => new Error('it had an effect'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DefiniteFailure);
  return String(error);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Listener {
  readonly port: number;
  /** Bytes of requests that arrived in clear. */
  bytes: number;
}

/** A server over TLS that does this with what it decrypts. */
async function listen(handle: (socket: Socket) => void, tls = true): Promise<Listener> {
  const seen = { port: 0, bytes: 0 };
  const onSocket = (socket: Socket): void => {
    opened.push({ close: () => socket.destroy() });
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      if (tls) seen.bytes += chunk.length;
    });
    handle(socket);
  };
  const keys = { cert: pem(certificates.certificate), key: pem(certificates.key) };
  const server: Server = tls ? createTlsServer(keys, onSocket) : createTcpServer(onSocket);
  opened.push({ close: () => server.close() });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address === 'object' && address !== null) seen.port = address.port;
  return seen;
}

const trusted = () => ({ tls: { ca: pem(certificates.ca) } });

test('a connection that ends before the keys are agreed on had no effect, and one that ends after it may have had', async () => {
  const early = await listen((socket) => socket.destroy(), false);
  expect(await outcome(clientOf(early.port, trusted()).write('k', 1))).toBe('fail');
  const late = await listen((socket) => void socket.once('data', () => socket.destroy()));
  expect(await outcome(clientOf(late.port, trusted()).write('k', 1))).toBe('info');
  expect(late.bytes).toBeGreaterThan(0);
});

test('a client closed while the keys are agreed on has sent nothing', async () => {
  const silent = await listen(() => {}, false);
  const client = clientOf(silent.port, trusted());
  const writing = outcome(client.write('k', 1));
  await new Promise((resolve) => setTimeout(resolve, 100));
  await client.close();
  expect(await writing).toBe('fail');
});

test('whoever is not trusted is not told a byte', async () => {
  const stranger = await listen(() => {});
  for (const access of [{ tls: { ca: pem(certificates.otherCa) } }, { tls: {} }]) {
    expect(await outcome(clientOf(stranger.port, access).write('k', 1))).toBe('fail');
  }
  const misnamed = { tls: { ca: pem(certificates.ca), serverName: 'elsewhere.example' } };
  expect(await outcome(clientOf(stranger.port, misnamed).write('k', 1))).toBe('fail');
  expect(stranger.bytes).toBe(0);
});

test('one connection serves many operations, and each client has its own', async () => {
  let connections = 0;
  const body = '{"header":{"revision":"1"}}';
  const server = await listen((socket) => {
    connections += 1;
    socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`));
  });
  const [one, two] = [clientOf(server.port, trusted()), clientOf(server.port, trusted())];
  for (let round = 0; round < 5; round += 1) {
    await one.write('k', round);
    await two.write('k', round);
  }
  expect(connections).toBe(2);
});

test('an operation that waited for the connection of another is not taken for one that was never sent', async () => {
  const body = '{"header":{"revision":"1"}}';
  const keys = { cert: pem(certificates.certificate), key: pem(certificates.key) };
  let requests = 0;
  // The first answer comes before its request has been read, so that the connection is not free yet when it is there.
  const server = createHttpsServer(keys, (request, response) => {
    requests += 1;
    if (requests > 1) request.socket.destroy();
    else response.end(body, () => request.resume());
  });
  opened.push({ close: () => server.closeAllConnections() }, server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = clientOf((server.address() as AddressInfo).port, trusted());
  expect(await outcome(client.write('k'.repeat(8 * 1024 * 1024), 1))).toBe('ok');
  expect(await outcome(client.write('k', 2))).toBe('info');
  expect(requests).toBe(2);
});

describePart('etcd', missingForEtcd, 'a real etcd that somebody else runs', () => {
  const started: SecuredEtcd[] = [];
  const start = async (...options: Parameters<typeof SecuredEtcd.start>): Promise<SecuredEtcd> => {
    const etcd = await SecuredEtcd.start(...options);
    started.push(etcd);
    return etcd;
  };
  afterAll(() => {
    for (const etcd of started) etcd.end();
  });
  const user = { username: 'tester', password: 'tester-password' };
  const userOf = async (etcd: SecuredEtcd): Promise<ReturnType<typeof clientOf>> => {
    await etcd.requireUsers(user.username, user.password);
    expect(await readiness(at(etcd.port, user))).toEqual({ ready: true });
    return clientOf(etcd.port, user);
  };
  const at = (port: number, access: Partial<ClientAccess>) => ({
    address: '127.0.0.1',
    port,
    access: { prefix: PREFIX, ...access },
  });

  test('is read and written over TLS, by our certificate where it asks for one', { timeout: 60_000 }, async () => {
    const etcd = await start({ folder, certificates, asksClients: true });
    const tls = {
      ca: pem(certificates.ca),
      certificate: pem(certificates.clientCertificate),
      key: pem(certificates.clientKey),
    };
    expect(await readiness(at(etcd.port, { tls }))).toEqual({ ready: true });
    const client = clientOf(etcd.port, { tls });
    await client.write('a', 41);
    expect(await client.compareAndSet('a', 41, 42)).toBe(true);
    expect(await client.read('a')).toBe(42);
    expect(await readiness(at(etcd.port, { tls: { ca: tls.ca } }))).toMatchObject({ ready: false, final: true });
    expect(await readiness(at(etcd.port, { tls: { ca: pem(certificates.otherCa) } }))).toMatchObject({ final: true });
    expect(await readiness(at(etcd.port, {}))).toMatchObject({ ready: false });
    const nobody = await readiness(at(await freePort(), { tls }));
    expect(nobody).toMatchObject({ ready: false });
    expect(nobody).not.toHaveProperty('final');
  });

  test('a write with an expired token surely had no effect, and the next one has', { timeout: 60_000 }, async () => {
    const etcd = await start({ folder, more: ['--auth-token-ttl', '1'] });
    const client = await userOf(etcd);
    await client.write('a', 1);
    await sleep(3_500);
    expect(await failureOf(client.write('a', 2))).toContain('invalid auth token');
    expect(await client.compareAndSet('a', 1, 3)).toBe(true);
    await sleep(3_500);
    expect(await failureOf(client.read('a'))).toContain('invalid auth token');
    expect(await client.read('a')).toBe(3);
  });

  test('a token that is forgotten over a restart is fetched again', { timeout: 60_000 }, async () => {
    const etcd = await start({ folder });
    const client = await userOf(etcd);
    await client.write('a', 1);
    // What a member has not stored yet it does again when it starts, letting users in included.
    await sleep(1_000);
    await etcd.restart();
    expect(await failureOf(client.write('a', 2))).toContain('invalid auth token');
    expect(await client.compareAndSet('a', 1, 3)).toBe(true);
  });

  test('refuses a wrong password, nobody at all, and what the user may not touch', { timeout: 60_000 }, async () => {
    const etcd = await start({ folder });
    await userOf(etcd);
    const wrong = { ...user, password: 'guess' };
    const refusal = await readiness(at(etcd.port, wrong));
    expect(refusal).toMatchObject({ ready: false, final: true });
    expect(refusal).toHaveProperty('reason', expect.stringContaining('invalid user ID or password'));
    expect(await outcome(clientOf(etcd.port, wrong).write('a', 1))).toBe('fail');
    expect(await readiness(at(etcd.port, {}))).toMatchObject({ ready: false, final: true });
    expect(await outcome(clientOf(etcd.port, { ...user, prefix: 'others/' }).write('a', 1))).toBe('fail');
    expect(await outcome(clientOf(etcd.port, { ...user, prefix: 'others/' }).compareAndSet('a', 1, 2))).toBe('fail');
  });

  test('refuses a user where it knows no users, and TLS where it has none', { timeout: 60_000 }, async () => {
    const etcd = await start({ folder });
    const unknown = await readiness(at(etcd.port, user));
    expect(unknown).toMatchObject({ final: true, reason: expect.stringContaining('authentication is not enabled') });
    const secure = await readiness(at(etcd.port, { tls: { ca: pem(certificates.ca) } }));
    expect(secure).toMatchObject({ ready: false });
  });
});
