/** The set, queue, counter, sequence and id clients of the reference store. */
import { z } from 'zod';
import type { CounterClient } from '../../../workloads/clients/counter.js';
import type { IdClient } from '../../../workloads/clients/ids.js';
import type { QueueClient } from '../../../workloads/clients/queue.js';
import type { SequenceClient } from '../../../workloads/clients/sequence.js';
import type { SetClient } from '../../../workloads/clients/set.js';
import { Connection, type Endpoint } from './connection.js';
import { done } from './register.js';

export function connectSet(endpoint: Endpoint): SetClient {
  const connection = new Connection(endpoint);
  return {
    add: async (element) => {
      await connection.ask(done, 'set-add', { element });
    },
    read: () => connection.look(z.array(z.number()), 'set-read'),
    close: async () => connection.close(),
  };
}

export function connectQueue(endpoint: Endpoint): QueueClient {
  const connection = new Connection(endpoint);
  return {
    enqueue: async (element) => {
      await connection.ask(done, 'enqueue', { element });
    },
    dequeue: () => connection.ask(z.number().nullable(), 'dequeue'),
    close: async () => connection.close(),
  };
}

export function connectCounter(endpoint: Endpoint): CounterClient {
  const connection = new Connection(endpoint);
  return {
    add: async (amount) => {
      await connection.ask(done, 'counter-add', { amount });
    },
    read: () => connection.look(z.number(), 'counter-read'),
    close: async () => connection.close(),
  };
}

export function connectSequence(endpoint: Endpoint): SequenceClient {
  const connection = new Connection(endpoint);
  return {
    increment: (key) => connection.ask(z.number(), 'sequence-increment', { key }),
    read: (key) => connection.look(z.number(), 'sequence-read', { key }),
    close: async () => connection.close(),
  };
}

export function connectIds(endpoint: Endpoint): IdClient {
  const connection = new Connection(endpoint);
  return {
    generate: () => connection.ask(z.number(), 'generate-id'),
    close: async () => connection.close(),
  };
}
