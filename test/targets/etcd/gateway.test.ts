/** The connection under etcd's client: one, opened when it is needed, and never used to say a thing twice. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import { Gateway } from '../../../targets/etcd/gateway.js';

interface Member {
  readonly port: number;
  /** Connections in the order in which they were accepted. */
  readonly sockets: Socket[];
  /** Requests whose headers arrived. */
  requests: number;
}

const servers: Server[] = [];
const gateways: Gateway[] = [];
afterEach(() => {
  for (const gateway of gateways.splice(0)) gateway.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A member that answers {} to every request, or lets the requests of the given numbers (from 1) wait for ever. */
async function member(silentFrom = Number.POSITIVE_INFINITY): Promise<Member> {
  const seen: Socket[] = [];
  const server = createServer((request, response) => {
    self.requests += 1;
    request.resume();
    if (self.requests < silentFrom) response.end('{}');
  });
  server.on('connection', (socket) => seen.push(socket));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: Member = { port: (server.address() as AddressInfo).port, sockets: seen, requests: 0 };
  return self;
}

function gatewayTo(port: number): Gateway {
  const gateway = new Gateway({ address: '127.0.0.1', port });
  gateways.push(gateway);
  return gateway;
}

/** How an exchange ended, in the order in which exchanges did. */
async function kindOf(exchange: Promise<unknown>): Promise<'ok' | 'definite' | 'unknown'> {
  return exchange.then(
    () => 'ok' as const,
    (error: unknown) => (error instanceof DefiniteFailure ? 'definite' : 'unknown'),
  );
}

test('uses one connection for many requests, and no connection of another client', async () => {
  const there = await member();
  const [one, two] = [gatewayTo(there.port), gatewayTo(there.port)];
  for (let round = 0; round < 5; round += 1) {
    await one.post('/', {});
    await two.post('/', {});
  }
  expect(there.sockets).toHaveLength(2);
});

test('opens another connection for the next request when the member has closed the idle one', async () => {
  const there = await member();
  const gateway = gatewayTo(there.port);
  await gateway.post('/', {});
  const [first] = there.sockets;
  const gone = new Promise((resolve) => first?.once('close', resolve));
  first?.end();
  await gone;
  expect(await kindOf(gateway.post('/', {}))).toBe('ok');
  expect(there.sockets).toHaveLength(2);
});

test('a reset of the connection that it has used before leaves a request unknown, and does not send it again', async () => {
  const there = await member(2);
  const gateway = gatewayTo(there.port);
  await gateway.post('/', {});
  const second = kindOf(gateway.post('/', {}));
  await expect.poll(() => there.requests).toBe(2);
  there.sockets[0]?.resetAndDestroy();
  expect(await second).toBe('unknown');
  expect(there.requests).toBe(2);
  expect(there.sockets).toHaveLength(1);
});

test('close leaves what was sent unknown, and what still waited for the connection certainly undone', async () => {
  const there = await member(1);
  const gateway = gatewayTo(there.port);
  const sent = kindOf(gateway.post('/', {}));
  const waiting = kindOf(gateway.post('/', {}));
  await expect.poll(() => there.requests).toBe(1);
  gateway.close();
  expect([await sent, await waiting]).toEqual(['unknown', 'definite']);
  expect(await kindOf(gateway.post('/', {}))).toBe('definite');
  await expect.poll(() => there.sockets.every(({ destroyed }) => destroyed)).toBe(true);
  expect(there.requests).toBe(1);
});

test('a time limit ends an exchange whose answer does not come, and only then', async () => {
  const there = await member(2);
  const gateway = gatewayTo(there.port);
  expect(await kindOf(gateway.post('/', {}, 10_000))).toBe('ok');
  await expect(gateway.post('/', {}, 20)).rejects.toThrow('no answer in time');
});

test('an answer without end is given up', async () => {
  const server = createServer((_, response) => {
    const more = (): void => {
      if (!response.destroyed) response.write('x'.repeat(65_536), () => setImmediate(more));
    };
    more();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway = gatewayTo((server.address() as AddressInfo).port);
  await expect(gateway.post('/', {})).rejects.toThrow('the answer is longer than');
});
