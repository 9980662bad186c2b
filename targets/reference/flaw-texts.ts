/** What each flaw of the reference store is, where it is warned of, what brings it out, and what it breaks. */
import type { Flaw } from './flaws.js';

export interface FlawText {
  readonly name: Exclude<Flaw, 'none'>;
  /** Of “Designing Data-Intensive Applications” (Kleppmann, 2017). */
  readonly section: string;
  readonly describe: string;
}

const MAJORITY = '8, The Truth Is Defined by the Majority';
const FAULTS = '8, Faults and Partial Failures';
const MODELS = '8, Mapping system models to the real world';
const TIMEOUTS = '8, Timeouts and Unbounded Delays';
const CLOCKS = '8, Relying on Synchronized Clocks';
const LYING = '8, Weak forms of lying';
const LIVENESS = '8, Safety and liveness';
const LEADERS = '5, Leaders and Followers';
const ISOLATION = '7, Weak Isolation Levels';

export const flawTexts: readonly FlawText[] = [
  {
    name: 'stale-follower-reads',
    section: MAJORITY,
    describe:
      'Any replica answers reads from its own state. To make that safe, a write is acknowledged only when every follower that can be reached has it; one that does not answer for an election timeout is written off, and nobody tells it so. Cut off, paused or behind a slow link, it goes on answering with the past.',
  },
  {
    name: 'leader-without-quorum',
    section: MAJORITY,
    describe:
      'The leader answers reads from its own state without asking a majority whether it still leads, and does not step down when it hears from nobody. Cut off, it goes on answering with the past while the others have elected another and gone on.',
  },
  {
    name: 'ack-before-replication',
    section: LEADERS,
    describe:
      'A write is acknowledged when the leader has it on its own disk; whether a follower has it too is not waited for. When the leader is cut off, another one is elected without it, and when the first hears of that it takes back what it had acknowledged.',
  },
  {
    name: 'ack-before-fsync',
    section: MODELS,
    describe:
      'Entries count as stored as soon as they are written, and are synced once a second. As long as only processes die nothing is lost, for the kernel has them. When all nodes lose their power, they are gone everywhere, and what was acknowledged with them.',
  },
  {
    name: 'forgets-vote',
    section: MODELS,
    describe:
      'Term and vote are kept in memory alone. A node that is killed and started again does not know whom it voted for, and in which term, and votes a second time. So one term can have two leaders, of whom each has a majority.',
  },
  {
    name: 'commits-old-term',
    section: '8, Correctness of an algorithm',
    describe:
      'A new leader counts replicas of entries of earlier terms too, commits them when a majority has them, and so sees no need for an entry of its own (figure 8 of the Raft paper says why there is one). Another node, whose last entry is of a later term, can still be elected, and overwrites what was committed.',
  },
  {
    name: 'lease-by-wall-clock',
    section: CLOCKS,
    describe:
      'The leader answers reads by itself, and does not ask whether it still leads, as long as its lease lasts, which it measures by the time of day, while followers wait for as long by clocks that nobody sets. When its clock is set back or runs slow, it believes in a lease that has run out for everybody else.',
  },
  {
    name: 'last-write-wins',
    section: '8, Timestamps for ordering events',
    describe:
      'Every write bears the time of day of the node that took it in, and of two writes of a key the one with the later timestamp stays. Through a node whose clock is behind, a write is acknowledged and silently thrown away.',
  },
  {
    name: 'lock-without-fencing',
    section: '8, The leader and the lock',
    describe:
      'A lock is a lease and has no token that anybody looks at: neither the storage, nor the lock itself when it is released. A holder that is paused for longer than its lease does not know that somebody else has the lock by now, writes on, and releases it under the other one’s hands.',
  },
  {
    name: 'fencing-ignored',
    section: '8, Fencing tokens',
    describe:
      'Tokens are given out, and grow, but the storage takes every write whatever token it bears. The paused holder’s late write is done though a newer token was seen.',
  },
  {
    name: 'fixed-timeout-suspicion',
    section: TIMEOUTS,
    describe:
      'Whoever has not answered a request after a fixed time is taken for dead, and the same request is handed in again as a new one. The first was only slow, so the work is done twice.',
  },
  {
    name: 'non-atomic-cas',
    section: '7, Preventing Lost Updates',
    describe:
      'A compare-and-set reads, compares, and then writes, each of which is right by itself. Another write can come in between, and is lost.',
  },
  {
    name: 'dirty-read',
    section: ISOLATION,
    describe:
      'A transaction writes in place, step by step, and what it has written is visible to others at once. When it comes to something that another transaction is writing it is aborted, and what it wrote is taken back.',
  },
  {
    name: 'write-skew',
    section: '7, Write Skew and Phantoms',
    describe:
      'Snapshot isolation sold as serializable: a transaction reads from the snapshot at which it began, and is aborted only when somebody else has written what it writes. Of two that read what the other writes, both commit.',
  },
  {
    name: 'lost-update',
    section: '7, Preventing Lost Updates',
    describe:
      'Read committed sold as snapshot isolation: a transaction reads what is committed when it begins and writes back what it computed from that, whatever has become of it meanwhile. Of two that read the same, the first one’s update is lost.',
  },
  {
    name: 'fractured-read',
    section: '7, Single-Object and Multi-Object Operations',
    describe:
      'A transaction over several keys is applied key by key, each by an entry of the log, and reads of several keys can come in between: they see half of it.',
  },
  {
    name: 'long-fork',
    section: '9, Ordering and Causality',
    describe:
      'A replica that has waited in vain for the others takes in writes by itself, shows them to its readers, and exchanges them when it can. While it cannot, a reader here and another there see two writes in different orders.',
  },
  {
    name: 'duplicate-apply',
    section: '8, Network Faults in Practice',
    describe:
      'Requests bear no number by which a leader would know them again. When no answer comes, or another node leads, a request is handed in once more, and what the first leader has done already, or its successor has found in its log, is done twice.',
  },
  {
    name: 'reorder-on-recovery',
    section: MODELS,
    describe:
      'The log is kept in segments, and after a restart they are read in the order of their names: the tenth before the second. The entries are all there, in another order than that in which they were acknowledged.',
  },
  {
    name: 'non-monotonic-ids',
    section: '8, Monotonic Versus Time-of-Day Clocks',
    describe:
      'Every node makes ids of the time of day, its own number and a counter that begins anew in every millisecond and after every restart. When the clock is set back, ids come a second time.',
  },
  {
    name: 'double-username',
    section: '9, Uniqueness constraints require consensus',
    describe:
      'A claim of a name that cannot be agreed upon in time is granted when the name is free in the replica that was asked, and sent to the others afterwards. On both sides of a partition the same name is given away.',
  },
  {
    name: 'drops-snapshot-tail',
    section: FAULTS,
    describe:
      'The log goes on while a snapshot is made, and when that is written the log is begun anew without what came meanwhile and was on disk already. It is noticed only by a node that is started again after that, and is lost where the log of such a node is taken for the whole.',
  },
  {
    name: 'no-checksum',
    section: LYING,
    describe:
      'What is received or read from the disk is believed as long as it looks like what it should be, and what goes wrong with it is ignored: a bit that was flipped on the wire or at rest becomes a value that nobody ever wrote, or a write that one replica does not know.',
  },
  {
    name: 'no-pre-vote',
    section: LIVENESS,
    describe:
      'A node that hears from no leader stands for election in a new term at once. One that is heard but does not hear does so again and again, and each time deposes the leader of those who could work without it.',
  },
  {
    name: 'never-recovers',
    section: LIVENESS,
    describe:
      'A node that has heard from nobody for three election timeouts takes itself for cut off, and waits for a message from the others before it stands for election again, and they do the same. When all of them were parted, none of them ever begins.',
  },
];
