/** The lie of a reordered list: its first two elements are shown the other way round. */
import type { Invocation, Plant } from '../../harness/contracts/workload.js';
import { type SeenStep, stepsOf, withValue } from './transaction-steps.js';

/**
 * Offered only when somebody was certainly shown these two elements in their true order: a key's elements cannot have come
 * in both orders, so one of the two has read what was not there (incompatible-order, which breaks read-committed).
 *
 * An answer may still be dropped when it comes too late. So a read counts only when its process begins the next operation,
 * which it does not after an unknown outcome.
 */
export const reorderedList: Plant = {
  name: 'reordered-list',
  describe: 'a list is shown with its first two elements the other way round',
  create: () => {
    /** Keys of which somebody was certainly shown two elements, or more. */
    const shown = new Set<number>();
    /** By process: what it was answered last, and truly. */
    const answered = new Map<Invocation['process'], readonly SeenStep[]>();
    const isPair = ([kind, , value]: SeenStep): boolean => kind === 'r' && Array.isArray(value) && value.length > 1;
    return {
      intercept: ({ process }) => {
        for (const step of answered.get(process) ?? []) if (isPair(step)) shown.add(step[1]);
        answered.delete(process);
        return null;
      },
      told: ({ process }) => void answered.delete(process),
      falsify: ({ process }, completion) => {
        if (completion.type !== 'ok') return null;
        const steps = stepsOf(completion.value);
        answered.set(process, steps);
        const place = steps.findIndex((step) => isPair(step) && shown.has(step[1]));
        const list = steps[place]?.[2];
        if (!Array.isArray(list)) return null;
        const [first, second, ...rest] = list as readonly number[];
        return { type: 'ok', value: withValue(steps, place, [second!, first!, ...rest]) };
      },
    };
  },
};
