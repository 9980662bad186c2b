/** What is wrong with a queue, in plain words. */
import type { Anomaly, IntervalPicture } from '../../harness/contracts/checker.js';
import { type History, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { keyText } from '../../harness/history/calls.js';
import { sayLosses, summariseLosses } from '../explaining/losses.js';
import { counted, moment } from '../explaining/moments.js';
import type { Misdelivered } from './deliveries.js';
import type { Leftovers } from './leftovers.js';
import { DRAIN, ENQUEUE, NONE, type QueueOperations } from './queue-operations.js';

/** Operations that an anomaly names at most. */
const MAX_NAMED = 10;

type Interval = IntervalPicture['intervals'][number];

export function explainPhantom(history: History, operations: QueueOperations, { element, by }: Misdelivered): Anomaly {
  const { calls, ids, elements } = operations;
  const asked = elements.findIndex((each, at) => each === element && calls.kinds[at] === ENQUEUE);
  const event = calls.invoked[asked]!;
  const isLater = asked !== NONE && history.hasTimes && event > calls.ended[by]!;
  const why =
    asked === NONE
      ? 'which nobody ever tried to enqueue'
      : isLater
        ? `which nobody had tried to enqueue by then: the first to do so is operation ${event}, of ${who(history, operations, asked)}, at ${moment(history, event)}`
        : `which was enqueued by none but operation ${event}, of ${who(history, operations, asked)}, and that surely had no effect`;
  return {
    ...framed(history, operations, 'phantom', by, asked === NONE ? [] : [asked]),
    ...certainAt(history, operations, element, by),
    also: ['out of thin air', 'unexpected element'],
    explanation: `${capital(sayDelivery(history, operations, by))} delivered ${ids.text(element)}, ${why}.`,
  };
}

export function explainDuplicate(
  history: History,
  operations: QueueOperations,
  { element, by, before, attempts }: Misdelivered,
): Anomaly {
  const { calls, ids, elements } = operations;
  const enqueue = elements.findIndex((each, at) => each === element && isPossible(operations, at));
  const earlier =
    before === by
      ? 'the same drain had it already'
      : `${sayDelivery(history, operations, before)} had delivered it before`;
  const tries = attempts === 1 ? 'it was enqueued once' : `it had been enqueued ${attempts} times at most`;
  return {
    ...framed(history, operations, 'duplicated', by, [before, enqueue]),
    ...certainAt(history, operations, element, by),
    also: ['duplicate delivery'],
    explanation: `${capital(sayDelivery(history, operations, by))} delivered ${ids.text(element)} once more: ${earlier}, and ${tries} (operation ${calls.invoked[enqueue]}, of ${who(history, operations, enqueue)}, at ${moment(history, calls.invoked[enqueue]!)}).`,
  };
}

/** Of one queue that was drained, and of which more is missing than dequeues of unknown outcome can have taken. */
export function explainLoss(
  history: History,
  operations: QueueOperations,
  { undelivered, mayHaveTaken, emptiedBy, lastEvent }: Leftovers,
): Anomaly {
  const { calls, ids, elements } = operations;
  const events = undelivered.map((at) => calls.invoked[at]!);
  const values = undelivered.map((at) => ids.value(elements[at]!));
  const said = sayLosses(history, events, summariseLosses(history, events, values));
  const first = undelivered[0]!;
  const were = undelivered.length === 1 ? 'was' : 'were';
  const lost = undelivered.length - mayHaveTaken;
  const excuse =
    mayHaveTaken === 0
      ? 'There is no dequeue of unknown outcome that could have taken any.'
      : `${counted(mayHaveTaken, 'dequeue')} of unknown outcome may have taken ${mayHaveTaken === 1 ? 'one of them' : 'one each'}, so at least ${lost} of them ${lost === 1 ? 'is' : 'are'} lost.`;
  return {
    ...framed(history, operations, 'lost', emptiedBy, undelivered.slice(0, MAX_NAMED)),
    prefix: lastEvent + 1,
    time: history.times[lastEvent]!,
    also: ['lost message', 'lost acknowledged enqueue'],
    explanation: `${counted(undelivered.length, 'acknowledged element')} ${were} never delivered: ${said} The first of them, ${ids.text(elements[first]!)}, was enqueued by ${who(history, operations, first)} (operation ${calls.invoked[first]}) and acknowledged at ${moment(history, calls.ended[first]!)}. In the end, after every enqueue had ended, ${sayDelivery(history, operations, emptiedBy)} found the queue empty. ${excuse}`,
  };
}

/** An enqueue that was under way at the delivery, and failed later, is no excuse from then on. */
function certainAt(
  history: History,
  operations: QueueOperations,
  element: number,
  by: number,
): Pick<Anomaly, 'prefix' | 'time'> {
  const { calls, elements } = operations;
  const delivered = calls.ended[by]!;
  let last = delivered;
  for (let at = 0; at < calls.length; at += 1) {
    if (elements[at] !== element || calls.kinds[at] !== ENQUEUE || calls.outcomes[at] !== TYPE_FAIL) continue;
    if (calls.invoked[at]! < delivered) last = Math.max(last, calls.ended[at]!);
  }
  return { prefix: history.hasTimes ? last + 1 : history.length, time: history.times[last]! };
}

function framed(
  history: History,
  operations: QueueOperations,
  type: string,
  culprit: number,
  others: readonly number[],
): Omit<Anomaly, 'explanation'> {
  const { calls } = operations;
  const interval = (at: number, role: Interval['role']): Interval => ({
    operation: calls.invoked[at]!,
    process: history.processes[calls.invoked[at]!]!,
    label: labelOf(operations, at),
    start: history.times[calls.invoked[at]!]!,
    end: calls.outcomes[at] === TYPE_OK ? history.times[calls.ended[at]!]! : null,
    role,
  });
  const witnesses = [...new Set(others)].filter((at) => at !== culprit);
  const key = keyText(calls, calls.keys[culprit]!);
  return {
    type,
    operations: [culprit, ...witnesses].map((at) => calls.invoked[at]!),
    ...(key === undefined ? {} : { key }),
    picture: {
      kind: 'intervals',
      intervals: [...witnesses.map((at) => interval(at, 'witness')), interval(culprit, 'culprit')],
    },
  };
}

function labelOf({ calls, ids, elements }: QueueOperations, at: number): string {
  if (calls.kinds[at] === DRAIN) return 'drain';
  const what = elements[at] === NONE ? 'nothing' : ids.text(elements[at]!);
  return calls.kinds[at] === ENQUEUE ? `enqueue ${what}` : `dequeue: ${what}`;
}

function isPossible({ calls }: QueueOperations, at: number): boolean {
  return calls.kinds[at] === ENQUEUE && calls.outcomes[at] !== TYPE_FAIL;
}

function sayDelivery(history: History, operations: QueueOperations, at: number): string {
  const { calls } = operations;
  const key = keyText(calls, calls.keys[at]!);
  const what = calls.kinds[at] === DRAIN ? 'drain' : 'dequeue';
  return `the ${what} of ${who(history, operations, at)}${key === undefined ? '' : ` from ${key}`} (operation ${calls.invoked[at]}, answered at ${moment(history, calls.ended[at]!)})`;
}

function who(history: History, { calls }: QueueOperations, at: number): string {
  return `process ${history.processes[calls.invoked[at]!]}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
