/** Exhibits of how the log is replicated, stored and read: who leads, what is committed, what is on disk. */
import type { Exhibit } from '../exhibit.js';
import { figure8 } from './figure-8.js';

/** A node that is held up for less than this, on a busy machine, makes no leader change. */
const PATIENT = { electionMs: 1_000 };

export const replicationExhibits: readonly Exhibit[] = [
  {
    flaw: 'stale-follower-reads',
    workload: 'register',
    shows: ['nonlinearizable'],
    fault: 'a node is cut off from the others',
    schedule: [{ at: '3s', fault: 'partition', for: '6s', with: { shape: 'isolate', victims: 'one' } }],
    words: ['--op-timeout', '1s'],
    settings: PATIENT,
    timeS: 11,
  },
  {
    flaw: 'leader-without-quorum',
    workload: 'register',
    shows: ['nonlinearizable'],
    fault: 'the leader is cut off from the others',
    schedule: [{ at: '3s', fault: 'partition', for: '7s', with: { shape: 'isolate', victims: 'primaries' } }],
    words: ['--op-timeout', '1s'],
    settings: PATIENT,
    timeS: 12,
  },
  {
    flaw: 'ack-before-replication',
    workload: 'set',
    shows: ['lost', 'stale'],
    fault: 'the leader is cut off from the others',
    schedule: [{ at: '3s', fault: 'partition', for: '6s', with: { shape: 'isolate', victims: 'primaries' } }],
    timeS: 11,
  },
  {
    flaw: 'ack-before-fsync',
    workload: 'set',
    shows: ['lost', 'stale'],
    fault: 'all nodes lose their power at once, and what was not synced, twice',
    // Not at a full second: that is when everything was just synced.
    schedule: [
      { at: '3500ms', fault: 'lose-unsynced', for: '1s', with: { victims: 'all' } },
      { at: '6700ms', fault: 'lose-unsynced', for: '1s', with: { victims: 'all' } },
    ],
    timeS: 10,
  },
  {
    flaw: 'forgets-vote',
    workload: 'leader',
    shows: ['two-leaders', 'term-went-back'],
    fault: 'leaders are killed and started again, and then all nodes at once',
    schedule: [
      { at: '2s', fault: 'kill', for: '2s', with: { victims: 'primaries' } },
      { at: '6s', fault: 'kill-all', for: '500ms' },
      { at: '9s', fault: 'kill-all', for: '500ms' },
      { at: '12s', fault: 'kill-all', for: '500ms' },
    ],
    timeS: 15,
  },
  {
    flaw: 'commits-old-term',
    workload: 'set',
    shows: ['lost', 'stale'],
    fault:
      'figure 8 of the Raft paper: a leader is cut off with what it has not committed, another has something of a later term to itself, the first leads again and then dies, and the other comes back',
    schedule: figure8,
    words: ['--rate', '100', '--concurrency', '25', '--op-timeout', '30s'],
    settings: { electionMs: 500, electionOrder: 'n1,n5', timeoutMs: 30_000 },
    nodes: 5,
    timeS: 18,
  },
  {
    flaw: 'lease-by-wall-clock',
    workload: 'register',
    shows: ['nonlinearizable'],
    fault: 'the leader’s clock is set back by a minute, and then it is cut off from the others',
    schedule: [
      { at: '3s', fault: 'clock-jump', for: '9s', with: { victims: 'primaries', offsetMs: -60_000 } },
      { at: '4s', fault: 'partition', for: '7s', with: { shape: 'isolate', victims: 'primaries' } },
    ],
    words: ['--op-timeout', '1s'],
    settings: PATIENT,
    timeS: 13,
  },
  {
    flaw: 'reorder-on-recovery',
    workload: 'register',
    shows: ['nonlinearizable'],
    fault: 'all nodes are killed and started again',
    schedule: [{ at: '7s', fault: 'kill-all', for: '500ms' }],
    words: ['--rate', '400', '--concurrency', '15'],
    timeS: 11,
  },
  {
    flaw: 'drops-snapshot-tail',
    workload: 'set',
    shows: ['lost', 'stale'],
    fault: 'all nodes are killed and started again',
    schedule: [
      { at: '2s', fault: 'kill-all', for: '500ms' },
      { at: '4500ms', fault: 'kill-all', for: '500ms' },
      { at: '7s', fault: 'kill-all', for: '500ms' },
    ],
    words: ['--rate', '600', '--concurrency', '30'],
    settings: { snapshotEvery: 50 },
    timeS: 10,
  },
  {
    flaw: 'no-checksum',
    workload: 'set',
    shows: ['phantom', 'lost', 'stale'],
    fault: 'the network flips bits between the nodes, and makes the checksums of TCP right again',
    schedule: [{ at: '2s', fault: 'corrupt', for: '10s', with: { victims: 'all', links: 'peers', percent: 5 } }],
    words: ['--system-model', 'links=arbitrary', '--rate', '500'],
    timeS: 14,
  },
  {
    flaw: 'no-pre-vote',
    workload: 'register',
    judge: 'availability:90%@150ms',
    shows: ['below-objective'],
    fault: 'a node is heard and does not hear, on and off',
    schedule: [{ at: '3s', fault: 'partition', for: '15s', with: { shape: 'deaf', victims: 'n3', flapMs: 5000 } }],
    words: ['--rate', '60', '--concurrency', '60'],
    settings: { electionMs: 500, electionOrder: 'n1,n3' },
    timeS: 20,
  },
  {
    flaw: 'never-recovers',
    workload: 'register',
    judge: 'recovery:10s',
    shows: ['never-recovered'],
    fault: 'every node is cut off from every other',
    schedule: [{ at: '3s', fault: 'partition', for: '6s', with: { shape: 'isolate', victims: 'all', how: 'reset' } }],
    timeS: 10,
  },
];
