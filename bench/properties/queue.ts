/** One queue, enqueued to and dequeued from in equal parts, and drained in the end. */
import { queueChecker } from '../../checkers/queue/index.js';
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import { type Asked, concurrently } from './concurrent.js';
import type { PropertyBench } from './shape.js';

export const bench: PropertyBench = { checker: queueChecker(), keyed: false, simulate: busyQueue };

function busyQueue(operations: number, random: Random): History {
  let waiting: number[] = [];
  /** Those before it were taken. */
  let first = 0;
  const ask = (at: number): Asked =>
    random.integer(2) === 0 ? { f: 'enqueue', value: at } : { f: 'dequeue', value: null };
  const answer = ({ f, value }: Asked): unknown => {
    if (f === 'enqueue') {
      waiting.push(Number(value));
      return value;
    }
    if (first === waiting.length) {
      waiting = [];
      first = 0;
      return null;
    }
    first += 1;
    return waiting[first - 1];
  };
  const last = function* (): Iterable<Asked> {
    while (first < waiting.length) yield { f: 'dequeue', value: null };
    yield { f: 'dequeue', value: null };
  };
  return concurrently(operations, random, { ask, answer, last });
}
