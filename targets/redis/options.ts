/** The options of Redis as a target, `--set NAME=VALUE`. */
import { z } from 'zod';

const REPLICAS_MAX = 4;

const count = z.coerce.number().int().min(0).max(REPLICAS_MAX).default(0);

export const redisOptions = z
  .strictObject({
    arrangement: z
      .enum(['sentinel', 'single'])
      .default('sentinel')
      .describe(
        'sentinel: a master and its replicas, one of which the sentinels make the master when it is gone (a node on its own has no sentinel); single: one node and no more, the only arrangement that anything is claimed of',
      ),
    persistence: z
      .enum(['none', 'rdb', 'everysec', 'always'])
      .default('everysec')
      .describe(
        "what is on disk: nothing; snapshots at the vendor's usual moments; the append-only file, synced once a second or before every reply",
      ),
    minReplicas: count.describe(
      'a master takes writes only while so many replicas were heard of within the last second (min-replicas-to-write)',
    ),
    wait: count.describe(
      'every change is followed by WAIT for so many replicas, one second at most; with fewer its outcome is unknown',
    ),
    downAfterMs: z.coerce
      .number()
      .int()
      .min(100)
      .max(600_000)
      .default(1_000)
      .describe('a sentinel that has not heard of the master for so long takes it for down'),
    readsFrom: z
      .enum(['master', 'replica'])
      .default('master')
      .describe("where reads go: to the master, or to the server of the client's own node, whatever it is"),
  })
  .check(({ value: { arrangement, minReplicas, wait }, issues }) => {
    if (arrangement === 'sentinel') return;
    for (const [name, replicas] of Object.entries({ minReplicas, wait })) {
      if (replicas === 0) continue;
      const message = `a single node has no replicas, so ${name} must be 0, not ${replicas}`;
      issues.push({ code: 'custom', message, path: [name], input: replicas });
    }
  });

export type RedisOptions = z.infer<typeof redisOptions>;
