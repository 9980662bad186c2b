/** The flaws that the reference store can be given; without one it does what it promises. */

/** One name for each flaw, in the order of docs/reference-store.md. */
export const FLAWS = [
  'none',
  'stale-follower-reads',
  'leader-without-quorum',
  'ack-before-replication',
  'ack-before-fsync',
  'forgets-vote',
  'commits-old-term',
  'lease-by-wall-clock',
  'last-write-wins',
  'lock-without-fencing',
  'fencing-ignored',
  'fixed-timeout-suspicion',
  'non-atomic-cas',
  'dirty-read',
  'write-skew',
  'lost-update',
  'fractured-read',
  'long-fork',
  'duplicate-apply',
  'reorder-on-recovery',
  'non-monotonic-ids',
  'double-username',
  'drops-snapshot-tail',
  'no-checksum',
  'no-pre-vote',
  'never-recovers',
] as const;

export type Flaw = (typeof FLAWS)[number];
