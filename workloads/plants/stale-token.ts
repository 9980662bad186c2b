/** The lie of a stale token: a lock is granted with a token that somebody had before. */
import { z } from 'zod';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';

type Process = Invocation['process'];

const named = z.tuple([z.string()]).rest(z.unknown());
const tokened = z.tuple([z.string(), z.number()]).rest(z.unknown());

/**
 * The token offered was granted, certainly, before the acquisition began. So it is neither new nor greater than all before
 * it, and `fencing` must say so; two holders at the same time do not follow from it.
 *
 * An answer is recorded a moment after it has passed through here, and another operation may begin in that moment. So a
 * grant counts only when its process begins the next operation.
 */
export const staleToken: Plant = {
  name: 'stale-token',
  describe: 'a lock is granted with a token that was granted before (for --judge fencing)',
  create: () => {
    /** By lock: the greatest token that is certain. */
    const certain = new Map<string, number>();
    /** By process: its last grant, until the next operation shows that it is recorded. */
    const answered = new Map<Process, readonly [name: string, token: number]>();
    /** By process: what was certain when its acquisition began. */
    const begun = new Map<Process, number | undefined>();
    return {
      intercept: ({ f, value, process }) => {
        const grant = answered.get(process);
        if (grant !== undefined) certain.set(grant[0], Math.max(grant[1], certain.get(grant[0]) ?? 0));
        answered.delete(process);
        if (f === 'acquire') begun.set(process, certain.get(named.parse(value)[0]));
        return null;
      },
      falsify: ({ f, process }, completion) => {
        if (f !== 'acquire' || completion.type !== 'ok') return null;
        const [name, token] = tokened.parse(completion.value);
        answered.set(process, [name, token]);
        const stale = begun.get(process);
        return stale === undefined ? null : { type: 'ok', value: [name, stale] };
      },
    };
  },
};
