/** Many small sets: each is added to and read now and then, and read once more when that is over. */
import { setChecker } from '../../checkers/set/index.js';
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import { type Asked, concurrently } from './concurrent.js';
import type { PropertyBench } from './shape.js';

/** Operations on a key, of which one in ten is a read; so a read shows some 50 elements. */
const PER_KEY = 100;
const READ_EVERY = 10;
/** The final reads of a key come when so many other keys have had their operations, and every add of it has ended. */
const LATER = 4;

export const bench: PropertyBench = {
  checker: setChecker({ level: 'linearizable' }),
  keyed: true,
  simulate: (operations, random) => growingSets(operations, random),
};

/** Also what causal reverse is judged on. */
export function growingSets(operations: number, random: Random): History {
  const sets = new Map<number, number[]>();
  const ask = (at: number): Asked => {
    const key = Math.floor(at / PER_KEY);
    const turn = at % PER_KEY;
    if (turn < 2 && key >= LATER) return { f: 'read', value: [key - LATER, null] };
    return turn % READ_EVERY === READ_EVERY - 1 ? { f: 'read', value: [key, null] } : { f: 'add', value: [key, turn] };
  };
  const answer = ({ f, value }: Asked): unknown => {
    const [key, element] = value as readonly [number, number];
    const set = sets.get(key) ?? [];
    sets.set(key, set);
    if (f === 'read') return [key, set];
    set.push(element);
    return value;
  };
  const last = function* (): Iterable<Asked> {
    for (const key of sets.keys()) yield { f: 'read', value: [key, null] };
  };
  return concurrently(operations, random, { ask, answer, last });
}
