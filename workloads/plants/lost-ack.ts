/** The lie of a lost acknowledged write: it is answered with ok, and never made. */
import { z } from 'zod';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';
import { writtenBy } from './written-value.js';

type Process = Invocation['process'];

/** A lie that nobody has seen yet. */
interface Hidden {
  readonly liar: Process;
  /** The liar went on to its next operation, so the lie stands in the history. */
  recorded: boolean;
  /** Processes whose read of the key began after that. */
  readonly reading: Set<Process>;
}

const keyed = z.tuple([z.unknown(), z.unknown()]);

/**
 * A lost write can be covered up by the next one. So it is told only while no other write of the key is under way or of
 * unknown outcome, and writes of that key are withheld until a read that began after the lie has been answered: that
 * read shows an older value, which no order explains.
 *
 * An answer is recorded a moment after it has passed through here, and another operation may begin in that moment. So
 * an operation counts as over only when its process begins the next one. That also tells a definite end from an unknown
 * one: the process of an operation of unknown outcome never begins another.
 */
export const lostAck: Plant = {
  name: 'lost-ack',
  describe: 'a write is answered with ok and never made',
  create: () => {
    /** By key: the processes whose write is not over, as far as anybody knows. */
    const writing = new Map<string, Set<Process>>();
    /** By process: the key that it is writing. */
    const writes = new Map<Process, string>();
    const hidden = new Map<string, Hidden>();
    const nameOf = (invocation: Invocation): string => JSON.stringify(keyed.parse(invocation.value)[0]);
    const previousIsOver = (process: Process): void => {
      const written = writes.get(process);
      if (written !== undefined) writing.get(written)?.delete(process);
      writes.delete(process);
      for (const lie of hidden.values()) if (lie.liar === process) lie.recorded = true;
    };
    return {
      withhold: (invocation) => {
        previousIsOver(invocation.process);
        return writtenBy(invocation) !== null && hidden.has(nameOf(invocation))
          ? { type: 'fail', error: 'withheld by the harness until a planted lie was seen' }
          : null;
      },
      intercept: (invocation) => {
        const name = nameOf(invocation);
        const lie = hidden.get(name);
        if (writtenBy(invocation) === null) {
          if (lie?.recorded) lie.reading.add(invocation.process);
          return null;
        }
        const others = writing.get(name) ?? new Set();
        const alone = others.size === 0;
        writing.set(name, others.add(invocation.process));
        writes.set(invocation.process, name);
        return invocation.f === 'write' && alone ? { type: 'ok' } : null;
      },
      told: (invocation) => {
        hidden.set(nameOf(invocation), { liar: invocation.process, recorded: false, reading: new Set() });
      },
      falsify: (invocation, completion) => {
        const name = nameOf(invocation);
        const seen = writtenBy(invocation) === null && completion.type === 'ok';
        if (seen && hidden.get(name)?.reading.has(invocation.process)) hidden.delete(name);
        return null;
      },
    };
  },
};
