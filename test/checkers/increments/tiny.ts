/** Tiny sequences that are mostly right. */
import type { TinySystem } from '../tiny-histories.js';

export const tinySequences: TinySystem<Map<unknown, number>> = {
  start: () => new Map(),
  ask: (pick) => ({ f: pick % 2 === 0 ? 'increment' : 'read', value: [pick % 5 === 0 ? 1 : 0, null] }),
  answer: (numbers, { f, value }, lie) => {
    const [key] = value as readonly [unknown];
    const now = numbers.get(key) ?? 0;
    const next = f === 'increment' ? now + 1 : now;
    // A lost increment, or a number that is off by one or two.
    if (lie % 3 !== 1) numbers.set(key, next);
    return [key, lie % 3 === 2 ? Math.max(0, next + (lie % 5) - 2) : next];
  },
};
