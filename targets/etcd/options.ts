/** The options of etcd as a target, `--set NAME=VALUE`. */
import { z } from 'zod';

const DEFAULT_HEARTBEAT_MS = 100;
const DEFAULT_ELECTION_MS = 1000;
const DEFAULT_LOCK_TTL_S = 2;
/** etcd refuses to start with an election timeout shorter than five heartbeats. */
const HEARTBEATS_PER_ELECTION_MIN = 5;

export const etcdOptions = z
  .strictObject({
    reads: z
      .enum(['linearizable', 'serializable'])
      .default('linearizable')
      .describe('how registers are read; serializable reads ask one member alone'),
    snapshotCount: z.coerce
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(100_000)
      .describe(
        'committed entries after which a member takes a snapshot and drops its older log; small ones make it do so often',
      ),
    fsync: z
      .enum(['on', 'off'])
      .default('on')
      .describe("off: nothing is ever synced, by etcd's own --unsafe-no-fsync; then it claims nothing"),
    strictReconfig: z
      .enum(['on', 'off'])
      .default('on')
      .describe(
        'off: members come and go also where etcd itself would refuse it, because not all of the others are well',
      ),
    heartbeatMs: z.coerce
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(DEFAULT_HEARTBEAT_MS)
      .describe('from one heartbeat of the leader to the next'),
    electionMs: z.coerce
      .number()
      .int()
      .min(5)
      .max(50_000)
      .default(DEFAULT_ELECTION_MS)
      .describe('after so long without a leader a member stands for election'),
    lockTtlS: z.coerce
      .number()
      .int()
      .min(1)
      .max(3_600)
      .default(DEFAULT_LOCK_TTL_S)
      .describe('seconds that a lock outlives the last that was heard of its holder'),
    lockWrites: z
      .enum(['unfenced', 'fenced'])
      .default('unfenced')
      .describe(
        "how a holder stores what its lock guards: whatever has become of the lock, or only while its token is the lock's",
      ),
  })
  .check(({ value: { heartbeatMs, electionMs }, issues }) => {
    const leastMs = HEARTBEATS_PER_ELECTION_MIN * heartbeatMs;
    if (electionMs >= leastMs) return;
    const message = `electionMs must be at least ${HEARTBEATS_PER_ELECTION_MIN} heartbeats (${leastMs}), not ${electionMs}`;
    issues.push({ code: 'custom', message, path: ['electionMs'], input: electionMs });
  });

export type EtcdOptions = z.infer<typeof etcdOptions>;
