/** The key-value client of the reference store. */
import { z } from 'zod';
import type { KvClient } from '../../../workloads/clients/kv.js';
import { Connection, type Endpoint } from './connection.js';
import { done } from './register.js';

export function connectKv(endpoint: Endpoint): KvClient {
  const connection = new Connection(endpoint);
  const keyOf = (key: string): string => `kv/${key}`;
  return {
    get: (key) => connection.look(z.string().nullable(), 'read', { key: keyOf(key) }),
    put: async (key, value) => {
      await connection.ask(done, 'write', { key: keyOf(key), value });
    },
    delete: async (key) => {
      await connection.ask(done, 'delete', { key: keyOf(key) });
    },
    compareAndSet: (key, from, to) => connection.ask(z.boolean(), 'cas', { key: keyOf(key), from, to }),
    close: async () => connection.close(),
  };
}
