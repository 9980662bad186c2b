/** The proxy of the self-test of clients, between real sockets: what each trouble lets through, loses and ends. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MeddlingProxy } from '../../../cli/selftest/proxy.js';
import { RESET_AFTER_MS } from '../../../cli/selftest/trouble.js';

/** Answers every request with the same in capitals, and remembers it. */
let server: Server;
let asked: string[];
let proxy: MeddlingProxy;
const sockets = new Set<Socket>();

beforeEach(async () => {
  asked = [];
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      asked.push(chunk.toString());
      socket.write(chunk.toString().toUpperCase());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  proxy = await MeddlingProxy.open({ address: '127.0.0.1', port }, '127.0.0.1');
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  proxy.close();
  server.close();
});

interface Client {
  /** The answer, or the code of the error that ended the connection. */
  readonly ask: (request: string) => Promise<string>;
}

async function client(place = proxy.place): Promise<Client> {
  const socket = connect({ host: place.address, port: place.port });
  sockets.add(socket);
  const failed = new Promise<string>((resolve) => {
    socket.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    socket.on('close', () => resolve('closed'));
  });
  await Promise.race([once(socket, 'connect'), failed]);
  return {
    ask: (request) => {
      const answer = new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));
      socket.write(request);
      return Promise.race([answer, failed]);
    },
  };
}

test('hands on what is said, and counts the answers of what is watched', async () => {
  const { ask } = await client();
  expect(await ask('before')).toBe('BEFORE');
  proxy.watch();
  expect([await ask('one'), await ask('two')]).toEqual(['ONE', 'TWO']);
  expect(proxy.answers).toBe(2);
  expect([proxy.sentIn('before'), proxy.sentIn('operation')].map(String)).toEqual(['before', 'onetwo']);
});

test('loses the answer that it is told to lose, and resets that connection and no other', async () => {
  const [first, second] = [await client(), await client()];
  proxy.watch();
  proxy.arm('reset', 2);
  expect(await first.ask('one')).toBe('ONE');
  const began = performance.now();
  expect(await first.ask('two')).toBe('ECONNRESET');
  expect(performance.now() - began).toBeGreaterThan(RESET_AFTER_MS - 50);
  expect(asked).toEqual(['one', 'two']);
  expect(await second.ask('three')).toBe('THREE');
  expect([proxy.hasHappened, String(proxy.sentIn('after'))]).toEqual([true, 'three']);
});

test('stays silent until it is restored, and still hands on what the client says', async () => {
  const { ask } = await client();
  proxy.watch();
  proxy.arm('silence', 1);
  const answer = ask('one');
  expect(await Promise.race([answer, sleep(500, 'nothing')])).toBe('nothing');
  void ask('two');
  await expect.poll(() => asked).toEqual(['one', 'two']);
  await proxy.restore(proxy.place);
  expect(await answer).toBe('ECONNRESET');
});

test('cuts a request off before anything of it is handed on', async () => {
  const { ask } = await client();
  proxy.watch();
  proxy.arm('cut', 0);
  expect(await ask('one')).toBe('ECONNRESET');
  expect(asked).toEqual([]);
});

test('is gone for those who are connected and those who come, and comes back at the same place', async () => {
  const { place } = proxy;
  const { ask } = await client();
  await ask('one');
  await proxy.leave();
  expect(await ask('two')).toMatch(/ECONNRESET|EPIPE|closed/);
  expect(await (await client(place)).ask('three')).toBe('ECONNREFUSED');
  await proxy.restore(place);
  expect(await (await client(place)).ask('four')).toBe('FOUR');
  expect(asked).toEqual(['one', 'four']);
});
