/** The queue client of RabbitMQ: an element is a message, published with a confirmation, and acknowledged when it came. */
import { z } from 'zod';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { TargetNode } from '../../../harness/contracts/target.js';
import type { QueueClient } from '../../../workloads/clients/queue.js';
import { QUEUE } from '../queue.js';
import { Connection } from './connection.js';

const element = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number);

/**
 * Connected to its own node. A connection that has ended by the time of an operation, as a node's do that pauses itself, is
 * replaced before it; nothing is sent twice.
 */
export async function connectQueue(node: TargetNode): Promise<QueueClient> {
  const closing = new AbortController();
  let connection = await Connection.open(node, closing.signal);

  const connected = async (): Promise<Connection> => {
    if (closing.signal.aborted) throw new DefiniteFailure('the client is closed');
    if (connection.isOpen) return connection;
    connection = await Connection.open(node, closing.signal);
    if (closing.signal.aborted) connection.close();
    return connection;
  };

  return {
    enqueue: async (value) => (await connected()).publish(QUEUE, `${value}`),
    dequeue: async () => {
      const current = await connected();
      const delivery = await current.get(QUEUE);
      if (delivery === null) return null;
      await current.acknowledge(QUEUE, delivery);
      return element.parse(delivery.content.toString());
    },
    close: async () => {
      closing.abort();
      connection.close();
    },
  };
}
