/** The lie of a long fork: a read sees one write and not another, where somebody saw it the other way round. */
import type { Invocation, Plant } from '../../harness/contracts/workload.js';
import { type SeenStep, stepsOf, withValue } from './transaction-steps.js';

/**
 * Somebody was certainly shown one key and not another. The other one has been asked to be written, once, with this value:
 * a read that shows it and not the first contradicts that, whatever took place. A read counts when its process goes on.
 */
export const fork: Plant = {
  name: 'fork',
  describe: 'a read shows one write and not another, which somebody saw the other way round',
  create: () => {
    /** By key: what was asked to be written. */
    const written = new Map<number, number>();
    /** "seen unseen", keys of one read. */
    const pairs = new Set<string>();
    const answered = new Map<Invocation['process'], readonly SeenStep[]>();
    return {
      intercept: ({ process, value }) => {
        const last = answered.get(process) ?? [];
        answered.delete(process);
        for (const [, seen, shown] of last) {
          if (shown === null) continue;
          for (const [, unseen, other] of last) if (other === null) pairs.add(`${seen} ${unseen}`);
        }
        for (const [kind, key, asked] of stepsOf(value)) {
          if (kind === 'w' && typeof asked === 'number') written.set(key, asked);
        }
        return null;
      },
      told: ({ process }) => void answered.delete(process),
      falsify: ({ process }, completion) => {
        if (completion.type !== 'ok') return null;
        const steps = stepsOf(completion.value);
        if (steps.some(([kind]) => kind !== 'r')) return null;
        answered.set(process, steps);
        for (const [at, [, hidden]] of steps.entries()) {
          for (const [place, [, shown]] of steps.entries()) {
            const value = written.get(shown);
            if (value === undefined || !pairs.has(`${hidden} ${shown}`)) continue;
            return { type: 'ok', value: withValue(withValue(steps, at, null), place, value) };
          }
        }
        return null;
      },
    };
  },
};
