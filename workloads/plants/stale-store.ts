/** The lie of a stale store: a write under an old token is answered with ok. */
import { z } from 'zod';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';

const tokened = z.tuple([z.string(), z.number()]).rest(z.unknown());

/**
 * Offered when a store under a greater token was certainly accepted before this one was asked for: its process had gone on,
 * so its answer stands in the history before. Storage that is fenced refuses it, and `fencing` must say so. It is not made.
 */
export const staleStore: Plant = {
  name: 'stale-store',
  describe: 'a store under an old token is answered with ok, after one under a newer token was (for fencing)',
  create: () => {
    /** By lock: the greatest token under which a store was certainly accepted. */
    const accepted = new Map<string, number>();
    const answered = new Map<Invocation['process'], readonly [name: string, token: number]>();
    return {
      intercept: ({ f, value, process }) => {
        const [name, token] = answered.get(process) ?? [];
        answered.delete(process);
        if (name !== undefined && token !== undefined) accepted.set(name, Math.max(token, accepted.get(name) ?? 0));
        if (f !== 'store') return null;
        const [asked, old] = tokened.parse(value);
        return old < (accepted.get(asked) ?? 0) ? { type: 'ok' } : null;
      },
      falsify: ({ f, value, process }, completion) => {
        if (f !== 'store' || completion.type !== 'ok') return null;
        const [name, token] = tokened.parse(value);
        answered.set(process, [name, token]);
        return null;
      },
    };
  },
};
