/** Log: elements are sent to a few keys and polled by many consumers, in the manner of Kafka. */
import { z } from 'zod';
import { log as logProperty } from '../checkers/log/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { LogClient } from './clients/log.js';
import { keyNames, logClients } from './log-clients.js';
import { logFinalReads } from './log-final-reads.js';
import { lostSend } from './plants/lost-send.js';
import { duplicateElement, phantomElement, reorderedPoll, skippedPoll } from './plants/wrong-poll.js';

const options = z.strictObject({
  keys: z.int().min(1).max(1_000).default(4).describe('logs that there are'),
  consumers: z
    .enum(['assign', 'subscribe', 'both'])
    .default('assign')
    .describe('how clients choose what they read: by themselves, as a group, or now so and now so'),
});

export type LogOptions = z.infer<typeof options>;

const sendSchema = z.tuple([z.string(), z.number()]);
const keysSchema = z.array(z.string());

export const log = defineWorkload<LogClient, LogOptions>({
  name: 'log',
  describe: 'elements are sent to a few logs and polled by many consumers',
  about:
    'Every client chooses some of the keys, sends elements to all of them, and polls those that it chose; now and then it chooses anew. One that crashed is followed by a new one, which reads from the beginning. When the faults have healed, one client for each node reads everything until nothing more comes. Good for message logs and streams: Kafka and its like, Redis streams, and tables with a sequence.',
  client: 'log',
  options,
  keyed: false,
  generator: ({ options: chosen, concurrency }) => logClients({ ...chosen, concurrency }),
  finalReads: ({ options: { keys }, nodeCount }, history) => logFinalReads(keyNames(keys), nodeCount, history),
  invoke: async (client, { f, value }) => {
    if (f === 'poll') return { type: 'ok', value: await client.poll() };
    if (f === 'send') {
      const [key, element] = sendSchema.parse(value);
      return { type: 'ok', value: [key, [await client.send(key, element), element]] };
    }
    const keys = keysSchema.parse(value);
    await (f === 'assign' ? client.assign(keys) : client.subscribe(keys));
    return { type: 'ok' };
  },
  checker: logProperty,
  plants: [lostSend, duplicateElement, reorderedPoll, skippedPoll, phantomElement],
});
