/** Exhibits of what is done with the data: transactions, locks, ids, names, and requests that are done twice. */
import type { Exhibit } from '../exhibit.js';

/** So many that some are held by whoever is paused, for longer than that, and others wait for each of them. */
const MANY_LOCKS = { names: 12, holdMs: 20_000, retryMs: 500 };

export const dataExhibits: readonly Exhibit[] = [
  {
    flaw: 'last-write-wins',
    workload: 'register',
    shows: ['nonlinearizable'],
    fault: 'the clocks of the nodes differ by up to five seconds',
    schedule: [{ at: '2s', fault: 'clock-skew', for: '6s', with: { maxMs: 5000 } }],
    timeS: 10,
  },
  {
    flaw: 'lock-without-fencing',
    workload: 'lock',
    shows: ['stale-token-accepted'],
    fault: 'a host of clients is paused for longer than a lease lasts',
    schedule: [{ at: '3s', fault: 'pause', for: '6s', with: { victims: 'client:1' } }],
    words: ['--client-hosts', '2', '--op-timeout', '20s', '--concurrency', '24'],
    settings: MANY_LOCKS,
    timeS: 14,
  },
  {
    flaw: 'fencing-ignored',
    workload: 'lock',
    shows: ['stale-token-accepted'],
    fault: 'a node is paused, with what its clients are writing, for longer than a lease lasts',
    schedule: [{ at: '3s', fault: 'pause', for: '8s', with: { victims: 'one' } }],
    words: ['--op-timeout', '20s', '--concurrency', '24'],
    settings: { ...MANY_LOCKS, leaseMs: 2_000 },
    timeS: 14,
  },
  {
    flaw: 'fixed-timeout-suspicion',
    workload: 'queue',
    shows: ['duplicated', 'lost'],
    fault: 'what a node sends to the others, and gets from them, takes 700 ms',
    schedule: [{ at: '2s', fault: 'delay', for: '8s', with: { victims: 'one', links: 'peers', ms: 700 } }],
    timeS: 12,
  },
  {
    flaw: 'non-atomic-cas',
    workload: 'register',
    shows: ['nonlinearizable'],
    fault: 'none',
    // All at one key: the moment in which another write counts is short.
    settings: { keys: 1 },
    words: ['--rate', '600', '--concurrency', '15'],
    timeS: 10,
  },
  {
    flaw: 'dirty-read',
    workload: 'list-append',
    judge: 'transactions:read-committed',
    shows: ['G1a', 'G1b'],
    fault: 'none',
    timeS: 10,
  },
  {
    flaw: 'write-skew',
    workload: 'list-append',
    judge: 'transactions:serializable',
    shows: ['G2-item'],
    fault: 'none',
    timeS: 10,
  },
  {
    flaw: 'lost-update',
    workload: 'rw-register',
    judge: 'transactions:snapshot-isolation',
    shows: ['lost-update'],
    fault: 'none',
    timeS: 10,
  },
  {
    flaw: 'fractured-read',
    workload: 'rw-register',
    judge: 'transactions:read-atomic',
    // Two that write and then read may also see a half of each other.
    shows: ['fractured-read', 'G1c'],
    fault: 'none',
    timeS: 10,
  },
  {
    flaw: 'long-fork',
    workload: 'long-fork',
    shows: ['long-fork'],
    fault: 'a node is cut off from the others',
    schedule: [{ at: '2s', fault: 'partition', for: '8s', with: { shape: 'isolate', victims: 'one' } }],
    words: ['--rate', '30', '--concurrency', '30'],
    timeS: 12,
  },
  {
    flaw: 'duplicate-apply',
    workload: 'log',
    shows: ['duplicate'],
    fault: 'the leader is heard by the others for two seconds, and does not hear them; three times',
    schedule: ['2s', '6s', '10s'].map((at) => {
      return { at, fault: 'partition', for: '2s', with: { shape: 'deaf', victims: 'primaries' } };
    }),
    // Those who have asked the leader for something are the ones whose requests are done twice.
    words: ['--concurrency', '30'],
    timeS: 14,
  },
  {
    flaw: 'non-monotonic-ids',
    workload: 'unique-ids',
    shows: ['duplicate-id'],
    fault: 'the clocks are set back by three seconds',
    schedule: [{ at: '5s', fault: 'clock-jump', for: '4s', with: { victims: 'all', offsetMs: -3000 } }],
    words: ['--rate', '600'],
    timeS: 10,
  },
  {
    flaw: 'double-username',
    workload: 'unique-names',
    shows: ['claimed-twice'],
    fault: 'a node is cut off from the others',
    schedule: [{ at: '2s', fault: 'partition', for: '6s', with: { shape: 'isolate', victims: 'one' } }],
    timeS: 10,
  },
];
