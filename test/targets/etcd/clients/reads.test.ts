/** Whom a read of etcd's clients asks: a majority, or its own member alone where the option says so. */
import { expect, test } from 'vitest';
import type { clients } from '../../../../targets/etcd/clients/index.js';
import type { ClientInterfaces } from '../../../../workloads/clients/index.js';
import { serveLoopback } from '../loopback-server.js';
import { closing, connectTo, outcome } from './every-client.js';

/** Everything that is asked while every answer is an error. */
async function asked<K extends keyof typeof clients>(
  client: K,
  reads: 'linearizable' | 'serializable',
  call: (client: ClientInterfaces[K]) => Promise<unknown>,
): Promise<string> {
  let text = '';
  const server = await serveLoopback((socket) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      socket.resetAndDestroy();
    });
  });
  closing(server);
  const connected = await connectTo(server.port, client, { prefix: 'reads', options: { reads } });
  expect(await outcome(call(connected))).toBe('nobody');
  return text;
}

const reading: readonly (readonly [string, (reads: 'linearizable' | 'serializable') => Promise<string>])[] = [
  ['bank: read', (reads) => asked('bank', reads, (bank) => bank.read())],
  ['bank: transfer', (reads) => asked('bank', reads, (bank) => bank.transfer('a', 'b', 1, false))],
  ['counter: read', (reads) => asked('counter', reads, (counter) => counter.read())],
  ['counter: add', (reads) => asked('counter', reads, (counter) => counter.add(1))],
  ['kv: get', (reads) => asked('kv', reads, (kv) => kv.get('a'))],
  ['list-transactions', (reads) => asked('list-transactions', reads, (lists) => lists.transact([['r', 1, null]]))],
  ['queue: dequeue', (reads) => asked('queue', reads, (queue) => queue.dequeue())],
  ['register: read', (reads) => asked('register', reads, (register) => register.read('a'))],
  ['register-transactions', (reads) => asked('register-transactions', reads, (all) => all.transact([['r', 1, null]]))],
  ['sequence: read', (reads) => asked('sequence', reads, (sequence) => sequence.read('a'))],
  ['sequence: increment', (reads) => asked('sequence', reads, (sequence) => sequence.increment('a'))],
  ['set: read', (reads) => asked('set', reads, (set) => set.read())],
];

test.each(reading)('%s is linearizable unless it is asked to be serializable', async (_, ask) => {
  expect(await ask('linearizable')).not.toContain('serializable');
  expect(await ask('serializable')).toContain('"serializable":true');
});

test('a replica is asked for what it has itself, whatever the option says', async () => {
  expect(await asked('replica', 'linearizable', (replica) => replica.snapshot())).toContain('"serializable":true');
});
