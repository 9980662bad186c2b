/** One counter, read as often as it is added to or taken from. */
import { counter } from '../../checkers/counter/index.js';
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import { type Asked, concurrently } from './concurrent.js';
import type { PropertyBench } from './shape.js';

const AMOUNT_MAX = 5;

export const bench: PropertyBench = { checker: counter, keyed: false, simulate: busyCounter };

function busyCounter(operations: number, random: Random): History {
  let count = 0;
  const ask = (): Asked => {
    if (random.integer(2) === 0) return { f: 'read', value: null };
    const size = 1 + random.integer(AMOUNT_MAX);
    return { f: 'add', value: random.integer(2) === 0 ? -size : size };
  };
  const answer = ({ f, value }: Asked): unknown => {
    if (f === 'read') return count;
    count += Number(value);
    return value;
  };
  return concurrently(operations, random, { ask, answer, last: () => [{ f: 'read', value: null }] });
}
