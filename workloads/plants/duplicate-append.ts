/** The lie of a duplicate append: a list is shown with an element that is in it twice. */
import type { Plant } from '../../harness/contracts/workload.js';
import { stepsOf, withValue } from './transaction-steps.js';

/**
 * The first element is shown once more at the end. Every value is appended once, so no order explains that, and no level
 * allows it. What the transaction appended itself is left alone: that somebody else has it twice says more.
 */
export const duplicateAppend: Plant = {
  name: 'duplicate-element',
  describe: 'a list is shown with its first element once more at its end',
  create: () => ({
    intercept: () => null,
    falsify: (_, completion) => {
      if (completion.type !== 'ok') return null;
      const steps = stepsOf(completion.value);
      const own = steps.flatMap(([kind, key, value]) => (kind === 'append' ? [`${key} ${value}`] : []));
      const place = steps.findIndex(
        ([kind, key, value]) =>
          kind === 'r' && Array.isArray(value) && value.length > 0 && !own.includes(`${key} ${value[0]}`),
      );
      const shown = steps[place]?.[2];
      if (!Array.isArray(shown)) return null;
      return { type: 'ok', value: withValue(steps, place, [...shown, ...shown.slice(0, 1)]) };
    },
  }),
};
