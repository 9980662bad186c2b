/** The lie of a lost increment: an add to a counter is answered with ok, and never made. */
import type { Invocation, Plant } from '../../harness/contracts/workload.js';

type Process = Invocation['process'];

/** A lie that nobody has seen yet. */
interface Hidden {
  readonly liar: Process;
  /** The liar went on to its next operation, so the lie stands in the history. */
  isRecorded: boolean;
  /** Processes whose read began after that. */
  readonly reading: Set<Process>;
}

/**
 * What is missing could be taken for another add that did not happen, or did. So the lie is offered only for an amount that
 * is greater than all adds together that are under way or of unknown outcome, and further adds are withheld until a read
 * that began after the lie has been answered.
 *
 * An answer is recorded a moment after it has passed through here, and another operation may begin in that moment. So
 * an operation counts as over only when its process begins the next one. That also tells a definite end from an unknown
 * one: the process of an operation of unknown outcome never begins another.
 */
export const lostIncrement: Plant = {
  name: 'lost-increment',
  describe: 'an add to a counter is answered with ok and never made',
  create: () => {
    /** By process: the size of its add that is not over, as far as anybody knows. */
    const adding = new Map<Process, number>();
    let hidden: Hidden | null = null;
    return {
      withhold: ({ f, process }) => {
        adding.delete(process);
        if (hidden?.liar === process) hidden.isRecorded = true;
        return f === 'add' && hidden !== null
          ? { type: 'fail', error: 'withheld by the harness until a planted lie was seen' }
          : null;
      },
      intercept: ({ f, value, process }) => {
        if (f !== 'add') {
          if (hidden?.isRecorded) hidden.reading.add(process);
          return null;
        }
        const others = [...adding.values()].reduce((sum, size) => sum + size, 0);
        const size = Math.abs(Number(value));
        adding.set(process, size);
        return size > others ? { type: 'ok' } : null;
      },
      told: ({ process }) => {
        hidden = { liar: process, isRecorded: false, reading: new Set() };
      },
      falsify: ({ f, process }, completion) => {
        if (f === 'read' && completion.type === 'ok' && hidden?.reading.has(process)) hidden = null;
        return null;
      },
    };
  },
};
