/** The lie of a name that is taken twice: somebody is told to have it who has not asked the database. */
import { z } from 'zod';
import type { Plant } from '../../harness/contracts/workload.js';
import { RecordedAnswers } from './recorded-answers.js';

const claim = z.tuple([z.string()]).rest(z.unknown());

/** Offered for names that were certainly taken: two claims of a name with ok are wrong, whenever they came. */
export const doubleClaim: Plant = {
  name: 'double-claim',
  describe: 'a claim of a name that somebody has already is answered with ok',
  create: () => {
    const answers = new RecordedAnswers<string>();
    const taken = new Set<string>();
    return {
      intercept: ({ value, process }) => {
        const name = answers.begun(process);
        if (name !== undefined) taken.add(name);
        return taken.has(claim.parse(value)[0]) ? { type: 'ok' } : null;
      },
      falsify: ({ value, process }, { type }) => {
        if (type === 'ok') answers.passed(process, claim.parse(value)[0]);
        return null;
      },
    };
  },
};
