/** Every client interface that Redis offers. */
import type { Target } from '../../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';
import type { RedisOptions } from '../options.js';
import { createCounterClient, createQueueClient, createSetClient } from './collections.js';
import { createListTransactionClient } from './transactions.js';
import { createKvClient, createRegisterClient } from './values.js';

/** None connects before its first operation. */
export const clients: Target<RedisOptions, ClientInterfaces>['clients'] = {
  counter: async (context) => createCounterClient(context),
  kv: async (context) => createKvClient(context),
  'list-transactions': async (context) => createListTransactionClient(context),
  queue: async (context) => createQueueClient(context),
  register: async (context) => createRegisterClient(context),
  set: async (context) => createSetClient(context),
};
