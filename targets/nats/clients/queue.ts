/** The queue client of NATS: one consumer hands out the messages of a subject to all, and is told what was received. */
import type { QueueClient } from '../../../workloads/clients/queue.js';
import { QUEUE_CONSUMER, QUEUE_SUBJECT, STREAM } from '../stream.js';
import type { Connection } from './connection.js';
import { readInteger } from './integers.js';
import { changing } from './outcome.js';

const NEXT = `$JS.API.CONSUMER.MSG.NEXT.${STREAM}.${QUEUE_CONSUMER}`;
const ACKNOWLEDGE = '+ACK';
/** Statuses of what is no message: there was none. */
const NO_MESSAGES = 404;

export function createQueueClient(connection: Connection): QueueClient {
  return {
    enqueue: async (element) => {
      await changing(connection.publish(QUEUE_SUBJECT, `${element}`));
    },
    dequeue: async () => {
      const message = await changing(connection.request(NEXT, JSON.stringify({ batch: 1, no_wait: true })));
      const { code = 0, description = '' } = message.headers ?? {};
      if (code === NO_MESSAGES) return null;
      // Any other status may be that of a leader that has just been deposed: whether it had sent a message nobody knows.
      if (code !== 0 || message.reply === undefined || message.reply === '') {
        throw new Error(`no message came, but the status ${code} ${description}`);
      }
      // As a request: an answer says that the consumer has it. Without one the message may be delivered again.
      await connection.request(message.reply, ACKNOWLEDGE);
      return readInteger(message.string());
    },
    close: () => connection.close(),
  };
}
