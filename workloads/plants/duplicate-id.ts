/** The lie of an id that is given out twice. */
import type { Plant } from '../../harness/contracts/workload.js';
import { RecordedAnswers } from './recorded-answers.js';

/** Offered since an id was certainly given out: two answers with the same id are wrong, whenever they came. */
export const duplicateId: Plant = {
  name: 'duplicate-id',
  describe: 'an id is given out that somebody has already',
  create: (random) => {
    const answers = new RecordedAnswers<unknown>();
    const given: unknown[] = [];
    return {
      intercept: ({ process }) => {
        const id = answers.begun(process);
        if (id !== undefined) given.push(id);
        return given.length === 0 ? null : { type: 'ok', value: random.pick(given) };
      },
      falsify: ({ process }, { type, value }) => {
        if (type === 'ok') answers.passed(process, value);
        return null;
      },
    };
  },
};
