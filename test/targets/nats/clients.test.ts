/** Clients of a real NATS: what they do, and what they say where an answer is lost, a truth. */
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DefiniteFailure, Unavailable } from '../../../harness/contracts/errors.js';
import { Connection } from '../../../targets/nats/clients/connection.js';
import { clients } from '../../../targets/nats/clients/index.js';
import { changing } from '../../../targets/nats/clients/outcome.js';
import { natsOptions } from '../../../targets/nats/options.js';
import { QUEUE_SUBJECT, SET_SUBJECT, STREAM } from '../../../targets/nats/stream.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';
import { freePort } from '../../setup/free-port.js';
import { describePart } from '../../setup/parts.js';
import { ACK_WAIT_MS, type AnswerThief, missingForNats, nodeAt, RealNats, stealAnswers } from './real-nats.js';

type Offered = keyof typeof clients;

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function connectTo<K extends Offered>(port: number, client: K): Promise<ClientInterfaces[K]> {
  const connect: (typeof clients)[K] = clients[client];
  const connected = await connect({ node: nodeAt(port), nodes: [nodeAt(port)], options: natsOptions.parse({}) });
  opened.push(connected);
  return connected as ClientInterfaces[K];
}

/** 'ok'; 'fail' where it surely had no effect, and 'nobody' where that is because nobody was there; 'info' else. */
function outcome(call: Promise<unknown>): Promise<'ok' | 'fail' | 'nobody' | 'info'> {
  return call.then(
    () => 'ok' as const,
    (error: unknown) => (error instanceof Unavailable ? 'nobody' : error instanceof DefiniteFailure ? 'fail' : 'info'),
  );
}

const offered = Object.keys(clients) as readonly Offered[];

test.each(offered)('where nobody listens, no %s client comes about, and nothing was asked for', async (client) => {
  expect(await outcome(connectTo(await freePort(), client))).toBe('nobody');
});

test('where a server says nothing, as a paused one does, connecting ends, and no socket is left behind', async () => {
  let sockets = 0;
  const server = createServer((socket) => {
    sockets += 1;
    socket.on('close', () => {
      sockets -= 1;
    });
  });
  opened.push({ close: () => server.close() });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await outcome(Connection.open(nodeAt(port)))).toBe('nobody');
  await expect.poll(() => sockets).toBe(0);
});

describePart('local', missingForNats, 'clients of a real NATS', () => {
  describe.each(['bookworm', 'trixie'] as const)('of %s', (release) => {
    let server: RealNats;
    beforeAll(async () => {
      server = await RealNats.start(release);
    }, 60_000);
    afterAll(() => server.end());

    const connect = <K extends Offered>(client: K) => connectTo(server.port, client);
    async function administrator(): Promise<Connection> {
      const connection = await Connection.open(nodeAt(server.port));
      opened.push(connection);
      return connection;
    }
    /** How often a message was stored, of this subject. */
    async function stored(subject: string): Promise<number> {
      const { manager } = await administrator();
      const { state } = await manager.streams.info(STREAM, { subjects_filter: subject });
      return state.subjects?.[subject] ?? 0;
    }

    test('is the server that was asked for', async () => {
      expect((await administrator()).version).toMatch(release === 'bookworm' ? /^2\.9\./ : /^2\.10\./);
    });

    test('a set that is empty reads as empty, and a large one is read whole', async () => {
      const set = await connect('set');
      expect(await set.read()).toEqual([]);
      const elements = Array.from({ length: 3_000 }, (_, at) => at);
      await Promise.all(elements.map((element) => set.add(element)));
      expect([...(await set.read())].sort((a, b) => a - b)).toEqual(elements);
    });

    test('a log is polled from where it was, and a key that is assigned later from its beginning', async () => {
      const log = await connect('log');
      const sent: [number, number][] = [];
      for (let element = 0; element < 300; element += 1) {
        const offset = await log.send(element % 3 === 0 ? 'a' : 'b', element);
        sent.push([offset ?? -1, element]);
      }
      const of = (key: string) => sent.filter(([, element]) => (element % 3 === 0) === (key === 'a'));
      await log.assign(['a']);
      const first = await log.poll();
      const second = await log.poll();
      expect([...(first['a'] ?? []), ...(second['a'] ?? [])]).toEqual(of('a'));
      expect(await log.poll()).toEqual({});
      await log.assign(['a', 'b']);
      const later: (readonly [number, number])[] = [];
      for (let polled = await log.poll(); polled['b'] !== undefined; polled = await log.poll()) {
        expect(polled['a']).toBeUndefined();
        later.push(...polled['b']);
      }
      expect(later).toEqual(of('b'));
    });

    test('a log is polled past a message that was deleted', async () => {
      const log = await connect('log');
      const { manager } = await administrator();
      await log.assign(['holed']);
      const offsets = [await log.send('holed', 1), await log.send('holed', 2), await log.send('holed', 3)];
      await manager.streams.deleteMessage(STREAM, offsets[1] ?? 0);
      expect(await log.poll()).toEqual({
        holed: [
          [offsets[0], 1],
          [offsets[2], 3],
        ],
      });
    });

    test('a register changes from one value to another only while it has it', async () => {
      const register = await connect('register');
      expect(await register.read('x')).toBeNull();
      expect(await register.compareAndSet('x', 1, 2)).toBe(false);
      await register.write('x', 1);
      expect(await register.compareAndSet('x', 1, 2)).toBe(true);
      expect(await register.compareAndSet('x', 1, 3)).toBe(false);
      expect(await register.read('x')).toBe(2);
    });

    test('where somebody was faster, a change surely had no effect', async () => {
      const connection = await administrator();
      const seen = await connection.publish('register.y', '1');
      await (await connect('register')).write('y', 2);
      expect(await outcome(changing(connection.publish('register.y', '3', seen)))).toBe('fail');
      expect(await stored('register.y')).toBe(2);
    });

    test('a queue gives each element once, and says when there is none', async () => {
      const queue = await connect('queue');
      for (const element of [1, 2, 3]) await queue.enqueue(element);
      expect([await queue.dequeue(), await queue.dequeue(), await queue.dequeue()].sort()).toEqual([1, 2, 3]);
      expect(await queue.dequeue()).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, ACK_WAIT_MS + 300));
      expect(await queue.dequeue()).toBeNull();
    });

    describe('whose answer is lost', () => {
      let thief: AnswerThief;
      beforeAll(async () => {
        thief = await stealAnswers(server.port);
      });
      afterAll(() => thief.close());
      async function robbed<K extends Offered>(client: K, honest = 0): Promise<ClientInterfaces[K]> {
        thief.steal(Number.POSITIVE_INFINITY);
        const connected = await connectTo(thief.port, client);
        thief.steal(honest);
        return connected;
      }

      test.each([
        ['set', SET_SUBJECT, async () => (await robbed('set')).add(9_001)],
        ['log', 'log.lost', async () => (await robbed('log')).send('lost', 1)],
        ['register', 'register.lost', async () => (await robbed('register')).write('lost', 1)],
        ['queue', QUEUE_SUBJECT, async () => (await robbed('queue')).enqueue(9_001)],
      ] as const)('a change of a %s was made once, and nobody knows', async (_, subject, change) => {
        const before = await stored(subject);
        expect(await outcome(change())).toBe('info');
        expect(await stored(subject)).toBe(before + 1);
      });

      test('what was taken from the queue is delivered again', async () => {
        const queue = await connect('queue');
        while ((await queue.dequeue()) !== null);
        await queue.enqueue(77);
        expect(await outcome((await robbed('queue')).dequeue())).toBe('info');
        expect(await queue.dequeue()).toBeNull();
        await expect.poll(() => queue.dequeue(), { timeout: ACK_WAIT_MS * 10 }).toBe(77);
      });

      test('an acknowledgement was received once, and nobody knows', async () => {
        const queue = await connect('queue');
        while ((await queue.dequeue()) !== null);
        await queue.enqueue(78);
        expect(await outcome((await robbed('queue', 1)).dequeue())).toBe('info');
        await new Promise((resolve) => setTimeout(resolve, ACK_WAIT_MS + 300));
        expect(await queue.dequeue()).toBeNull();
      });

      test.each([
        ['set', async () => (await robbed('set')).read()],
        ['register', async () => (await robbed('register')).read('x')],
        ['register, before a change', async () => (await robbed('register')).compareAndSet('x', 2, 3)],
        [
          'log',
          async () => {
            const log = await robbed('log');
            await log.assign(['a']);
            return log.poll();
          },
        ],
      ] as const)('a read of a %s surely had no effect', async (_, read) => {
        expect(await outcome(read())).toBe('nobody');
      });
    });

    test('of what is under way when the connection goes, and of what comes after, nobody knows, so that the client is replaced', async () => {
      const thief = await stealAnswers(server.port);
      opened.push(thief);
      const set = await connectTo(thief.port, 'set');
      const adding = outcome(set.add(9_002));
      await set.close();
      expect(await adding).toBe('info');
      expect([await outcome(set.add(9_003)), await outcome(set.read())]).toEqual(['info', 'info']);
      await set.close();
    });

    test('where the stream is gone, a change surely had no effect', async () => {
      const set = await connect('set');
      const { manager } = await administrator();
      await manager.streams.delete(STREAM);
      expect(await outcome(set.add(1))).toBe('nobody');
      expect(await outcome(set.read())).toBe('nobody');
    });
  });
});
