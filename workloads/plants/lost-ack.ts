/** The lie of a lost acknowledged write: it is answered with ok, and never made. */
import { z } from 'zod';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';
import { writtenBy } from './written-value.js';

const keyed = z.tuple([z.unknown(), z.unknown()]);

/**
 * A lost write can be covered up by the next one. So it is told only while no other write of the key is under way or of
 * unknown outcome, and writes of that key are withheld until a read that began after the lie has been answered: that
 * read shows an older value, which no order explains.
 */
export const lostAck: Plant = {
  name: 'lost-ack',
  describe: 'a write is answered with ok and never made',
  create: () => {
    /** Processes whose write of a key has not come back; one that never does stays. */
    const writing = new Map<string, Set<Invocation['process']>>();
    /** Keys of lies that nobody has seen yet, and the processes whose read of them began after the lie. */
    const hidden = new Map<string, Set<Invocation['process']>>();
    const nameOf = (invocation: Invocation): string => JSON.stringify(keyed.parse(invocation.value)[0]);
    return {
      withhold: (invocation) =>
        writtenBy(invocation) !== null && hidden.has(nameOf(invocation))
          ? { type: 'fail', error: 'withheld by the harness until a planted lie was seen' }
          : null,
      intercept: (invocation) => {
        const name = nameOf(invocation);
        if (writtenBy(invocation) === null) {
          hidden.get(name)?.add(invocation.process);
          return null;
        }
        const others = writing.get(name) ?? new Set();
        const alone = others.size === 0;
        writing.set(name, others.add(invocation.process));
        return invocation.f === 'write' && alone ? { type: 'ok' } : null;
      },
      told: (invocation) => {
        const name = nameOf(invocation);
        writing.get(name)?.delete(invocation.process);
        hidden.set(name, new Set());
      },
      falsify: (invocation, completion) => {
        const name = nameOf(invocation);
        if (writtenBy(invocation) !== null) {
          if (completion.type !== 'info') writing.get(name)?.delete(invocation.process);
        } else if (completion.type === 'ok' && hidden.get(name)?.has(invocation.process)) hidden.delete(name);
        return null;
      },
    };
  },
};
