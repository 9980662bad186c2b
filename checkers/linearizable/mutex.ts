/** A mutex: acquired and released in turn. */
import { ILLEGAL, type Model, show } from './model.js';

export const mutexModel: Model<boolean> = {
  name: 'mutex',
  describe: 'a lock that one can hold: acquire, release',
  init: false,
  complain: ({ f }) => (f === 'acquire' || f === 'release' ? null : `a mutex has no "${f}"; it has acquire, release`),
  step: (held, { f }) => (held === (f === 'acquire') ? ILLEGAL : !held),
  key: show,
  readOnly: () => false,
  sayCall: ({ f }) => f,
  sayState: (held) => (held ? 'held' : 'free'),
};
