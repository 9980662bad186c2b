/** The lie of an aborted read: a transaction shows what another wrote that was never made. */
import type { Plant } from '../../harness/contracts/workload.js';
import { stepsOf, withValue } from './transaction-steps.js';

/** One in so many transactions that write is withheld, so that there is something to show. */
const WITHHELD = 10;
/** Withheld values that are kept by key. */
const KEPT = 4;

/**
 * A transaction that is withheld is answered with a true `fail`: so whoever shows a value that it would have written has
 * read what was aborted, whenever that was. G1a breaks every level from read-committed on.
 */
function abortedRead(shown: (before: unknown, aborted: number) => number | readonly number[]): Plant {
  return {
    name: 'aborted-read',
    describe: 'a transaction is shown what a failed one would have written',
    create: (random) => {
      const withheld = new Map<number, number[]>();
      return {
        withhold: ({ value }) => {
          const writes = stepsOf(value).filter(([kind]) => kind !== 'r');
          if (writes.length === 0 || random.integer(WITHHELD) > 0) return null;
          for (const [, key, written] of writes) {
            if (typeof written === 'number') withheld.set(key, [...(withheld.get(key) ?? []), written].slice(-KEPT));
          }
          return { type: 'fail', error: 'withheld by the harness, so that a planted lie can show it' };
        },
        intercept: () => null,
        falsify: (_, completion) => {
          if (completion.type !== 'ok') return null;
          const steps = stepsOf(completion.value);
          const place = steps.findIndex(([kind, key]) => kind === 'r' && withheld.has(key));
          const [, key = -1, before = null] = steps[place] ?? [];
          const aborted = withheld.get(key);
          if (aborted === undefined) return null;
          return { type: 'ok', value: withValue(steps, place, shown(before, random.pick(aborted))) };
        },
      };
    },
  };
}

export const abortedListRead = abortedRead((before, aborted) => [
  ...(Array.isArray(before) ? (before as readonly number[]) : []),
  aborted,
]);

export const abortedRegisterRead = abortedRead((_, aborted) => aborted);
