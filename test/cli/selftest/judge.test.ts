/** The rules of the self-test of clients, one by one, and that a right client breaks none of them. */
import { describe, expect, test } from 'vitest';
import { type Said, type Seen, wrongsOf } from '../../../cli/selftest/judge.js';
import { answersToLose } from '../../../cli/selftest/trouble.js';

/** A right answer to a lost answer: nobody knows. */
const RIGHT: Seen = {
  ...{ trouble: 'reset', answer: 1, answers: 1, changes: true, said: 'unknown', effects: 1 },
  ...{ isSentAgain: false, hasHappened: true, unhandled: [], notClosed: null },
};
const FIRST_OF_TWO = { answer: 1, answers: 2 };

function wrongs(differing: Partial<Seen>): readonly string[] {
  return wrongsOf({ ...RIGHT, ...differing });
}

describe('nothing is wrong with', () => {
  test.each<[string, Partial<Seen>]>([
    ['unknown, and it took effect', {}],
    ['unknown, and it had no effect', { effects: 0 }],
    ['nothing said while all is silent', { trouble: 'silence', said: 'nothing' }],
    ['a failure before the change was asked for', { ...FIRST_OF_TWO, said: 'failure', effects: 0 }],
    ['success that came on another way, once, before that', { ...FIRST_OF_TWO, said: 'success' }],
    ['a failure where nobody was', { trouble: 'gone', answer: 0, said: 'failure', effects: 0 }],
    ['a read that failed', { changes: false, said: 'failure', effects: null }],
    ['a part that is said again before the change', { ...FIRST_OF_TWO, isSentAgain: true, effects: 0 }],
    ['success where the trouble did not come', { said: 'success', hasHappened: false }],
  ])('%s', (_title, differing) => {
    expect(wrongs(differing)).toEqual([]);
  });
});

describe('wrong is', () => {
  test.each<[string, Partial<Seen>, string]>([
    ['two effects, whatever was said', { effects: 2 }, 'repeated'],
    ['two effects without any trouble', { effects: 2, said: 'success', hasHappened: false }, 'repeated'],
    ['success without an effect', { ...FIRST_OF_TWO, said: 'success', effects: 0 }, 'success-of-nothing'],
    ['success that nobody told of', { said: 'success' }, 'invented-answer'],
    ['the same in silence', { trouble: 'silence', said: 'success' }, 'invented-answer'],
    [
      'what was read of nobody',
      { trouble: 'gone', answer: 0, changes: false, said: 'success', effects: null },
      'invented-answer',
    ],
    ['a refusal by nobody', { trouble: 'gone', answer: 0, said: 'refused', effects: 0 }, 'invented-answer'],
    ['a failure that took effect', { said: 'failure' }, 'failure-of-something'],
    ['a refusal that took effect', { ...FIRST_OF_TWO, said: 'refused' }, 'failure-of-something'],
    ['a failure of which nobody can know', { said: 'failure', effects: null }, 'failure-of-something'],
    ['a request sent again', { isSentAgain: true }, 'sent-again'],
    ['no end where the connection has one', { said: 'nothing' }, 'endless'],
    ['no end where nobody is', { trouble: 'gone', answer: 0, said: 'nothing', effects: 0 }, 'endless'],
    ['an error that nobody listened to', { unhandled: ['read ECONNRESET'] }, 'unhandled'],
    ['a client that does not close', { notClosed: 'failed: it is open' }, 'not-closed'],
  ])('%s', (_title, differing, wrong) => {
    expect(wrongs(differing)).toEqual([wrong]);
  });
});

test('the same of an operation that cannot be seen twice: at most one effect is counted, and all that is said is judged', () => {
  const sayings: readonly Said[] = ['success', 'refused', 'failure', 'unknown', 'nothing'];
  const right = sayings.filter((said) => wrongs({ said, trouble: 'silence' }).length === 0);
  expect(right).toEqual(['unknown', 'nothing']);
});

test('of many answers the first and the last are lost in turn', () => {
  expect(answersToLose(3)).toEqual([1, 2, 3]);
  expect(answersToLose(20)).toEqual([1, 2, 3, 4, 17, 18, 19, 20]);
});
