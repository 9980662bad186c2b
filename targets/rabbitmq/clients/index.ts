/** Every client interface that RabbitMQ offers. */
import type { Connect } from '../../../harness/contracts/target.js';
import type { QueueClient } from '../../../workloads/clients/queue.js';
import type { RabbitmqOptions } from '../options.js';
import { connectQueue } from './queue.js';

/** No set: whoever reads a queue takes out what is in it. */
export const clients: { readonly queue: Connect<QueueClient, RabbitmqOptions> } = {
  queue: ({ node }) => connectQueue(node),
};
