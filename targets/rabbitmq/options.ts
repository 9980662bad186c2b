/** The options of RabbitMQ as a target, `--set NAME=VALUE`. */
import { z } from 'zod';

export const rabbitmqOptions = z.strictObject({
  queueType: z
    .enum(['quorum', 'mirrored'])
    .default('quorum')
    .describe(
      'how the queue is replicated to every node: by Raft, or as a classic queue with mirrors, of which nothing is claimed',
    ),
  partitionHandling: z
    .enum(['pause_minority', 'autoheal', 'ignore'])
    .default('pause_minority')
    .describe(
      'what a node does that does not see all others: it pauses where it is in a minority; it goes on, and all but one side start anew when they meet again; or it goes on',
    ),
  tickTimeS: z.coerce
    .number()
    .int()
    .min(1)
    .max(600)
    .default(5)
    .describe(
      'a node that has said nothing for so many seconds, a quarter more or less, is taken for down (net_ticktime)',
    ),
  operator: z
    .enum(['on', 'off'])
    .default('on')
    .describe(
      'a server that has lost the log of its quorum queues is ended, and one that waits for ever to join again has its connections closed, as whoever runs RabbitMQ would do it; without, such a server may stay away',
    ),
});

export type RabbitmqOptions = z.infer<typeof rabbitmqOptions>;
