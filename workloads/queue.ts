/** Queue: unique elements are enqueued and dequeued, and in the end the queue is drained on every node. */
import { z } from 'zod';
import { queueChecker } from '../checkers/queue/index.js';
import type { Generator, Thread } from '../harness/contracts/generator.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import { eachThread, operations } from '../harness/generator/index.js';
import type { QueueClient } from './clients/queue.js';
import { duplicateDelivery } from './plants/duplicate-delivery.js';
import { lostEnqueue } from './plants/lost-enqueue.js';
import { phantomDelivery } from './plants/phantom-delivery.js';

const options = z.strictObject({
  enqueues: z.int().min(1).max(99).default(50).describe('of a hundred operations, so many are enqueues'),
});

export type QueueOptions = z.infer<typeof options>;

const element = z.number();

/** After an answer that nobody knows, a drain goes on so much later, ns. */
const AGAIN_AFTER_NS = 100e6;

export const queue = defineWorkload<QueueClient, QueueOptions>({
  name: 'queue',
  describe: 'unique elements are enqueued and dequeued, and all that is left is taken out in the end',
  about:
    'Every element is enqueued once, so that what is lost, delivered twice or out of thin air can be told. In the end every client dequeues until it is told that there is nothing more. A dequeue whose outcome nobody knows may have taken an element: each of them hides one loss.',
  client: 'queue',
  options,
  keyed: false,
  generator: ({ options: chosen }) => enqueuesAndDequeues(chosen, 0),
  finalReads: () => eachThread(untilEmpty()),
  invoke: async (client, { f, value }) => {
    if (f === 'dequeue') return { type: 'ok', value: await client.dequeue() };
    await client.enqueue(element.parse(value));
    return { type: 'ok' };
  },
  checker: queueChecker(),
  impliedBy: ['linearizable'],
  plants: [lostEnqueue, duplicateDelivery, phantomDelivery],
});

/** Elements count up. Whatever is answered, a seed fixes every operation. */
function enqueuesAndDequeues(chosen: QueueOptions, enqueued: number): Generator {
  const self: Generator = {
    next: (context) => {
      const [thread] = context.free;
      if (thread === undefined) return { kind: 'pending', next: self };
      const isEnqueue = context.random.integer(100) < chosen.enqueues;
      if (!isEnqueue) return { kind: 'operation', operation: { f: 'dequeue', value: null, thread }, next: self };
      const operation = { f: 'enqueue', value: enqueued, thread };
      return { kind: 'operation', operation, next: enqueuesAndDequeues(chosen, enqueued + 1) };
    },
    update: () => self,
  };
  return self;
}

/** One thread's dequeues, until one of them is answered that there is nothing. `notBeforeNs` spaces those that fail. */
function untilEmpty(notBeforeNs = 0, asked: Thread | null = null): Generator {
  const source = operations({ f: 'dequeue', value: null });
  const self: Generator = {
    next: (context) => {
      if (context.time < notBeforeNs) return { kind: 'pending', next: self, until: notBeforeNs };
      const step = source.next(context);
      if (step.kind !== 'operation') return { kind: 'pending', next: self };
      return { ...step, next: untilEmpty(0, step.operation.thread ?? null) };
    },
    update: (_, { type, thread, value, time }) => {
      if (asked === null || thread !== asked || type === 'invoke') return self;
      if (type !== 'ok') return untilEmpty(time + AGAIN_AFTER_NS);
      return value === null ? NOTHING : untilEmpty();
    },
  };
  return self;
}

const NOTHING: Generator = { next: () => ({ kind: 'finished' }), update: () => NOTHING };
