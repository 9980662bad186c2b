/** The options of etcd as a target, `--set NAME=VALUE`. */
import { z } from 'zod';

const DEFAULT_HEARTBEAT_MS = 100;
const DEFAULT_ELECTION_MS = 1000;
/** etcd refuses to start with an election timeout shorter than five heartbeats. */
const HEARTBEATS_PER_ELECTION_MIN = 5;

export const etcdOptions = z
  .strictObject({
    /** How registers are read; serializable reads ask one member alone. */
    reads: z.enum(['linearizable', 'serializable']).default('linearizable'),
    /** Committed entries after which a member takes a snapshot and drops its older log; small ones make it do so often. */
    snapshotCount: z.coerce.number().int().min(1).max(1_000_000).default(100_000),
    heartbeatMs: z.coerce.number().int().min(1).max(10_000).default(DEFAULT_HEARTBEAT_MS),
    electionMs: z.coerce.number().int().min(5).max(50_000).default(DEFAULT_ELECTION_MS),
  })
  .check(({ value: { heartbeatMs, electionMs }, issues }) => {
    const leastMs = HEARTBEATS_PER_ELECTION_MIN * heartbeatMs;
    if (electionMs >= leastMs) return;
    const message = `electionMs must be at least ${HEARTBEATS_PER_ELECTION_MIN} heartbeats (${leastMs}), not ${electionMs}`;
    issues.push({ code: 'custom', message, path: ['electionMs'], input: electionMs });
  });

export type EtcdOptions = z.infer<typeof etcdOptions>;
