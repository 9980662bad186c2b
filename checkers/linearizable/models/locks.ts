/** Locks by name: mutexes, locks that know their holder by a token, semaphores. */

import { show } from '../../../harness/history/canonical-json.js';
import { ILLEGAL, type Model, UNKNOWN } from '../model.js';
import { unknownFunction } from './vocabulary.js';

const FUNCTIONS = ['acquire', 'release'];

export const mutexModel: Model<boolean> = {
  name: 'mutex',
  describe: 'a lock that one can hold, whoever that is: acquire, release',
  named: true,
  init: false,
  complain: (call) => unknownFunction('a mutex', FUNCTIONS, call),
  step: (held, { f }) => (held === (f === 'acquire') ? ILLEGAL : !held),
  readOnly: () => false,
  sayCall: ({ f }) => f,
  sayState: (held) => (held ? 'held' : 'free'),
};

/** null when free; otherwise who holds it: a token as JSON, or that nobody knows which. */
type Holder = string | null;
const SOMEBODY = '?';

export const lockModel: Model<Holder> = {
  name: 'lock',
  describe: 'a lock that only its holder can release: acquire [name] → [name, token], release [name, token]',
  named: true,
  init: null,
  complain: (call) => unknownFunction('a lock', FUNCTIONS, call),
  step: (holder, { f, input, output }) => {
    if (f === 'acquire') return holder === null ? (output === UNKNOWN ? SOMEBODY : show(output)) : ILLEGAL;
    return holder === SOMEBODY || holder === show(input) ? null : ILLEGAL;
  },
  readOnly: () => false,
  sayCall: ({ f, input, output }) => {
    const token = f === 'acquire' ? output : input;
    return token === UNKNOWN || token === null ? f : `${f} with token ${show(token)}`;
  },
  sayState: (holder) => (holder === null ? 'free' : holder === SOMEBODY ? 'held' : `held with token ${holder}`),
};

/** The most permits that a semaphore can have here. */
const MAX_PERMITS = 1_000_000;

/** A semaphore of so many permits; its name is "semaphore:3". Throws RangeError for what is no number of permits. */
export function semaphoreModel(permits: number): Model<number> {
  if (!Number.isInteger(permits) || permits < 1 || permits > MAX_PERMITS) {
    throw new RangeError(`a semaphore has between 1 and ${MAX_PERMITS} permits, not ${permits}`);
  }
  return {
    name: `semaphore:${permits}`,
    describe: `${permits} permits: acquire, release`,
    named: true,
    init: 0,
    complain: (call) => unknownFunction('a semaphore', FUNCTIONS, call),
    step: (held, { f }) => {
      if (f === 'acquire') return held < permits ? held + 1 : ILLEGAL;
      return held > 0 ? held - 1 : ILLEGAL;
    },
    readOnly: () => false,
    sayCall: ({ f }) => f,
    sayState: (held) => `${held} of ${permits} permits held`,
  };
}
