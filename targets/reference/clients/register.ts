/** The register client of the reference store. */
import { z } from 'zod';
import type { RegisterClient } from '../../../workloads/clients/register.js';
import { Connection, type Endpoint } from './connection.js';

export const done = z.null();

export function connectRegister(endpoint: Endpoint): RegisterClient {
  const connection = new Connection(endpoint);
  const keyOf = (key: string): string => `register/${key}`;
  return {
    read: (key) => connection.look(z.number().nullable(), 'read', { key: keyOf(key) }),
    write: async (key, value) => {
      await connection.ask(done, 'write', { key: keyOf(key), value });
    },
    compareAndSet: (key, from, to) => connection.ask(z.boolean(), 'cas', { key: keyOf(key), from, to }),
    close: async () => connection.close(),
  };
}
