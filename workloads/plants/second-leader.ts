/** The lie of a second leader of a term. */
import { z } from 'zod';
import type { Plant } from '../../harness/contracts/workload.js';
import { RecordedAnswers } from './recorded-answers.js';

const leadership = z.object({ node: z.string(), term: z.number() });

/** Offered for terms whose leader was certainly named before: whoever is named beside it is one too many. */
export const secondLeader: Plant = {
  name: 'second-leader',
  describe: 'another node is said to lead a term that has a leader',
  create: () => {
    const answers = new RecordedAnswers<number>();
    const led = new Set<number>();
    return {
      intercept: ({ process }) => {
        const term = answers.begun(process);
        if (term !== undefined) led.add(term);
        return null;
      },
      falsify: ({ process }, { type, value }) => {
        const told = type === 'ok' ? leadership.safeParse(value) : null;
        if (told === null || !told.success) return null;
        const { node, term } = told.data;
        answers.passed(process, term);
        return led.has(term) ? { type: 'ok', value: { node: `rival-of-${node}`, term } } : null;
      },
    };
  },
};
