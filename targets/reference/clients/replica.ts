/** The client of one replica: it writes through it, and reads what that node alone has applied. */
import { z } from 'zod';
import type { ReplicaClient } from '../../../workloads/clients/replica.js';
import { Connection, type Endpoint } from './connection.js';
import { done } from './register.js';

const PREFIX = 'replica/';

export function connectReplica(endpoint: Endpoint): ReplicaClient {
  const connection = new Connection(endpoint);
  return {
    write: async (key, value) => {
      await connection.ask(done, 'write', { key: `${PREFIX}${key}`, value });
    },
    snapshot: () => connection.look(z.record(z.string(), z.number()), 'snapshot', { prefix: PREFIX }),
    close: async () => connection.close(),
  };
}
