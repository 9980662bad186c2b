/** The options of ZooKeeper as a target, `--set NAME=VALUE`. */
import { z } from 'zod';

/** ZooKeeper grants sessions of no fewer and no more ticks, whatever a client asks for. */
const TICKS_PER_SESSION = { min: 2, max: 20 } as const;

export const zookeeperOptions = z
  .strictObject({
    reads: z
      .enum(['plain', 'sync', 'quorum'])
      .default('quorum')
      .describe(
        'what comes before a read, which one server alone answers: nothing; a sync, which its leader alone answers; or a write, which takes a majority',
      ),
    tickTimeMs: z.coerce
      .number()
      .int()
      .min(100)
      .max(10_000)
      .default(500)
      .describe("ZooKeeper's unit of time: half of it passes from one ping between servers to the next"),
    syncLimit: z.coerce
      .number()
      .int()
      .min(2)
      .max(100)
      .default(4)
      .describe('ticks without a word after which leader and follower give each other up'),
    sessionTimeoutMs: z.coerce
      .number()
      .int()
      .min(200)
      .max(200_000)
      .default(2_000)
      .describe('how long a session, and the lock that it holds, outlives the last that was heard of its client'),
    snapCount: z.coerce
      .number()
      .int()
      .min(2)
      .max(1_000_000)
      .default(100_000)
      .describe('transactions after which a server writes a snapshot; small ones make it do so often'),
    forceSync: z
      .enum(['yes', 'no'])
      .default('yes')
      .describe('no: servers acknowledge what they have not synced to their disks; then nothing is claimed'),
    lockWrites: z
      .enum(['unfenced', 'fenced'])
      .default('unfenced')
      .describe(
        'how a holder stores what its lock guards: whatever has become of the lock, or in a transaction that checks that it is there',
      ),
  })
  .check(({ value: { tickTimeMs, sessionTimeoutMs }, issues }) => {
    const [leastMs, mostMs] = [TICKS_PER_SESSION.min * tickTimeMs, TICKS_PER_SESSION.max * tickTimeMs];
    if (sessionTimeoutMs >= leastMs && sessionTimeoutMs <= mostMs) return;
    const message = `sessionTimeoutMs must be from ${TICKS_PER_SESSION.min} to ${TICKS_PER_SESSION.max} ticks (${leastMs} to ${mostMs}), not ${sessionTimeoutMs}`;
    issues.push({ code: 'custom', message, path: ['sessionTimeoutMs'], input: sessionTimeoutMs });
  });

export type ZookeeperOptions = z.infer<typeof zookeeperOptions>;
