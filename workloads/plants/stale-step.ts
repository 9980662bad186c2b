/** The lie of a stale read in a transaction: it is shown a value that was certainly overwritten before it began. */
import type { Plant } from '../../harness/contracts/workload.js';
import { Overwritten } from './overwritten.js';
import { stepsOf, withValue } from './transaction-steps.js';

/** Only for strict-serializable and strong-snapshot-isolation, which keep real time. */
export const staleStep: Plant = {
  name: 'stale-read',
  describe: 'a transaction reads a value that was certainly overwritten before it began (breaks strict-serializable)',
  create: () => {
    const past = new Overwritten<number>();
    return {
      intercept: ({ process, value }) => {
        past.begin(
          process,
          stepsOf(value).map(([, key]) => `${key}`),
        );
        return null;
      },
      falsify: ({ process }, completion) => {
        if (completion.type !== 'ok') return null;
        const steps = stepsOf(completion.value);
        const writes = steps.flatMap(([kind, key, value]) =>
          kind === 'w' && typeof value === 'number' ? [[`${key}`, value] as const] : [],
        );
        past.acknowledge(process, writes);
        const stale = steps.map(([kind, key]) => (kind === 'r' ? past.staleFor(process, `${key}`) : undefined));
        const place = stale.findIndex((value) => value !== undefined);
        return place < 0 ? null : { type: 'ok', value: withValue(steps, place, stale[place] ?? null) };
      },
    };
  },
};
