/** The options of PostgreSQL as a target, `--set NAME=VALUE`. */
import { z } from 'zod';

export const postgresOptions = z.strictObject({
  isolation: z
    .enum(['read-committed', 'repeatable-read', 'serializable'])
    .default('serializable')
    .describe(
      "the isolation of every transaction; PostgreSQL's own default is read-committed, and what it promises grows with it",
    ),
  synchronous: z
    .enum(['off', 'any-1', 'any-2', 'any-3', 'any-4', 'all'])
    .default('off')
    .describe(
      'a commit is answered when so many replicas, whichever, have it on their disks too (synchronous_standby_names = ANY n); off: when the primary has it',
    ),
  reads: z
    .enum(['primary', 'replica'])
    .default('primary')
    .describe(
      "who answers reads of registers, key-value pairs and sets: the primary, or the client's own node, which lags",
    ),
  fsync: z.enum(['on', 'off']).default('on').describe('off: nothing is ever synced; then it claims nothing'),
  failover: z
    .enum(['off', 'watchdog'])
    .default('off')
    .describe(
      'watchdog: a small program of ours on n2 promotes it when n1 has not answered for two seconds, and does not stop n1, which may be alive and cut off: so a brain is split. The others go on following n1, and new clients ask n2 first',
    ),
});

export type PostgresOptions = z.infer<typeof postgresOptions>;
