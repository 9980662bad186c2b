/** Every client interface that NATS offers. */
import type { Connect } from '../../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';
import type { NatsOptions } from '../options.js';
import { Connection } from './connection.js';
import { createLogClient } from './log.js';
import { createQueueClient } from './queue.js';
import { createRegisterClient } from './register.js';
import { createSetClient } from './set.js';

export const clients: {
  readonly [K in 'log' | 'queue' | 'register' | 'set']: Connect<ClientInterfaces[K], NatsOptions>;
} = {
  log: async ({ node }) => createLogClient(await Connection.open(node)),
  queue: async ({ node }) => createQueueClient(await Connection.open(node)),
  register: async ({ node }) => createRegisterClient(await Connection.open(node)),
  set: async ({ node, options }) => createSetClient(await Connection.open(node), options),
};
