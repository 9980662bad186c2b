/** The algorithms that know one type better than a search does. */
import { judgeCounter } from './collections/counter.js';
import { priorityQueueDeadlines, queueDeadlines, stackDeadlines } from './collections/deadlines.js';
import { gatherElements } from './collections/elements.js';
import { judgePriorityQueueElements } from './collections/priority-queue.js';
import { judgeQueueElements } from './collections/queue.js';
import { judgeSet } from './collections/set.js';
import { judgeStackElements } from './collections/stack.js';
import { type Deadlines, type JudgeElements, judgeWithUnknownTakes } from './collections/unknown-takes.js';
import type { Family } from './model.js';
import type { Judgement, Operations } from './operations.js';

export interface Monitor {
  /** As the verdict names it. */
  readonly algorithm: string;
  readonly judge: (operations: Operations) => Judgement;
}

function ofElements(add: string, take: string, judge: JudgeElements, deadlines: Deadlines): Monitor['judge'] {
  return (operations) => {
    const gathered = gatherElements(operations, add, take);
    return 'kind' in gathered ? gathered : judgeWithUnknownTakes(gathered.elements, judge, deadlines);
  };
}

/** By family of models. Registers are judged by their zones, before any call is parsed. */
export const monitors: Partial<Record<Family, Monitor>> = {
  queue: {
    algorithm: 'bad patterns of queues (Bouajjani and others)',
    judge: ofElements('enqueue', 'dequeue', judgeQueueElements, queueDeadlines),
  },
  stack: {
    algorithm: 'dismantling of stacks (after Lee and Mathur)',
    judge: ofElements('push', 'pop', judgeStackElements, stackDeadlines),
  },
  'priority-queue': {
    algorithm: 'earliest moments by priority',
    judge: ofElements('enqueue', 'dequeue', judgePriorityQueueElements, priorityQueueDeadlines),
  },
  set: { algorithm: 'the chain of sets', judge: judgeSet },
  counter: { algorithm: 'bounds of counters', judge: judgeCounter },
};
