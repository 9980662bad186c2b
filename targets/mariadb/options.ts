/** The options of MariaDB as a target, `--set NAME=VALUE`. */
import { z } from 'zod';

export const mariadbOptions = z
  .strictObject({
    arrangement: z
      .enum(['galera', 'single'])
      .default('galera')
      .describe(
        'galera: a cluster of equals, each of which takes writes; after all of them were killed they come together again by themselves, unless it happens again while they do, or they were all asked to end at once: then only an operator could help; single: one node and no more, without replication',
      ),
    isolation: z
      .enum(['read-committed', 'repeatable-read', 'serializable'])
      .default('repeatable-read')
      .describe('the isolation of every transaction (transaction_isolation)'),
    snapshotIsolation: z
      .enum(['off', 'on'])
      .default('off')
      .describe(
        'on: a transaction does not change a row that has changed since its snapshot, but fails (innodb_snapshot_isolation); off is the default of every MariaDB before 11.6.2',
      ),
    flushLog: z.coerce
      .number()
      .int()
      .min(0)
      .max(2)
      .default(1)
      .describe(
        'what a commit waits for (innodb_flush_log_at_trx_commit): 1, the log is synced; 2, it is written, and synced once a second; 0, it is written once a second. With 0 or 2 nothing is claimed once a server has ended',
      ),
    binaryLog: z
      .enum(['off', 'on'])
      .default('off')
      .describe(
        'of a single server: on, a commit is synced in the binary log too (log_bin, sync_binlog=1), before others see it. Off, they see it before it is on the disk, a server that is killed then has shown what never was, and nothing is claimed once it has ended',
      ),
    syncWait: z
      .enum(['off', 'on'])
      .default('off')
      .describe(
        'of a cluster: on, before it reads, a node applies all that was committed before on any node (wsrep_sync_wait=1)',
      ),
    via: z
      .enum(['own', 'first'])
      .default('own')
      .describe(
        'of a cluster: which node a client talks to: its own, or n1, as all others do; every node takes writes',
      ),
  })
  .check(({ value: { arrangement, binaryLog }, issues }) => {
    if (arrangement === 'single' || binaryLog === 'off') return;
    const message = 'binaryLog=on is for arrangement=single: a cluster has another log of what it commits';
    issues.push({ code: 'custom', message, path: ['binaryLog'], input: binaryLog });
  });

export type MariadbOptions = z.infer<typeof mariadbOptions>;
