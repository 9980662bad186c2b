/** The lie of an id that does not grow. */
import type { Invocation, Plant } from '../../harness/contracts/workload.js';
import { RecordedAnswers } from './recorded-answers.js';

/** As many ids as are remembered. */
const MAX_REMEMBERED = 1_000;

/**
 * The id offered was certainly given out when the call began. So it is not greater than all that were, whatever it is, and
 * nothing has to be known of how ids are compared.
 */
export const smallerId: Plant = {
  name: 'smaller-id',
  describe: 'an id is given out that is not greater than one given out before',
  create: (random) => {
    const answers = new RecordedAnswers<unknown>();
    const given: unknown[] = [];
    const begun = new Map<Invocation['process'], unknown>();
    return {
      intercept: ({ process }) => {
        const id = answers.begun(process);
        if (id !== undefined && given.length < MAX_REMEMBERED) given.push(id);
        if (given.length > 0) begun.set(process, random.pick(given));
        return null;
      },
      falsify: ({ process }, { type, value }) => {
        if (type !== 'ok') return null;
        answers.passed(process, value);
        return begun.has(process) ? { type: 'ok', value: begun.get(process) } : null;
      },
    };
  },
};
