/** The options of etcd as a target, `--set NAME=VALUE`. */
import { z } from 'zod';

const DEFAULT_HEARTBEAT_MS = 100;
const DEFAULT_ELECTION_MS = 1000;
const DEFAULT_LOCK_TTL_S = 2;
/** etcd refuses to start with an election timeout shorter than five heartbeats. */
const HEARTBEATS_PER_ELECTION_MIN = 5;

export const etcdOptions = z
  .strictObject({
    /** How registers are read; serializable reads ask one member alone. */
    reads: z.enum(['linearizable', 'serializable']).default('linearizable'),
    /** Committed entries after which a member takes a snapshot and drops its older log; small ones make it do so often. */
    snapshotCount: z.coerce.number().int().min(1).max(1_000_000).default(100_000),
    /** off: nothing is ever synced, by etcd's own --unsafe-no-fsync; then it claims nothing. */
    fsync: z.enum(['on', 'off']).default('on'),
    /** off: members come and go also where etcd itself would refuse it, because not all of the others are well. */
    strictReconfig: z.enum(['on', 'off']).default('on'),
    heartbeatMs: z.coerce.number().int().min(1).max(10_000).default(DEFAULT_HEARTBEAT_MS),
    electionMs: z.coerce.number().int().min(5).max(50_000).default(DEFAULT_ELECTION_MS),
    /** Seconds that a lock outlives the last that was heard of its holder. */
    lockTtlS: z.coerce.number().int().min(1).max(3_600).default(DEFAULT_LOCK_TTL_S),
    /** How a holder stores what its lock guards: whatever has become of the lock, or only while its token is the lock's. */
    lockWrites: z.enum(['unfenced', 'fenced']).default('unfenced'),
  })
  .check(({ value: { heartbeatMs, electionMs }, issues }) => {
    const leastMs = HEARTBEATS_PER_ELECTION_MIN * heartbeatMs;
    if (electionMs >= leastMs) return;
    const message = `electionMs must be at least ${HEARTBEATS_PER_ELECTION_MIN} heartbeats (${leastMs}), not ${electionMs}`;
    issues.push({ code: 'custom', message, path: ['electionMs'], input: electionMs });
  });

export type EtcdOptions = z.infer<typeof etcdOptions>;
