/** The options of NATS as a target, `--set NAME=VALUE`. */
import { z } from 'zod';
import type { Software } from '../../harness/contracts/target.js';

/** Debian's releases that have a nats-server, with its version there, and whether its file store can be told when to sync. */
const SOFTWARE: Readonly<Record<'bookworm' | 'trixie' | 'installed', Software>> = {
  bookworm: { debian: ['nats-server'] },
  trixie: { newer: ['nats-server'] },
  installed: { binaries: ['nats-server'] },
};

export const natsOptions = z
  .strictObject({
    release: z
      .enum(['bookworm', 'trixie', 'installed'])
      .default('bookworm')
      .describe(
        'which nats-server: that of Debian bookworm (2.9.10), that of trixie (2.10.27), or the one that is on the PATH',
      ),
    replicas: z.coerce
      .number()
      .int()
      .min(1)
      .max(5)
      .default(3)
      .describe('servers that store each message, as many as there are at most'),
    reads: z
      .enum(['leader', 'any'])
      .default('leader')
      .describe(
        "whose copy of a set is read: that of the stream's leader, or that of any replica, as a consumer gets it that nobody places",
      ),
    sync: z
      .union([
        z.enum(['default', 'always']),
        z.string().regex(/^[1-9]\d*(ms|s|m)$/, 'must be a time such as 200ms or 5s'),
      ])
      .default('default')
      .describe(
        "when files are synced: every 2 minutes (NATS's default), before each acknowledgement, or so often (200ms, 5s); needs 2.10",
      ),
    ackWaitMs: z.coerce
      .number()
      .int()
      .min(100)
      .max(3_600_000)
      .default(5_000)
      .describe('after so long without an acknowledgement what was taken from the queue is delivered again'),
  })
  .check(({ value: { release, sync }, issues }) => {
    if (release !== 'bookworm' || sync === 'default') return;
    const message = `nats-server 2.9.10 of bookworm cannot be told when to sync, so sync must be default, not ${sync}`;
    issues.push({ code: 'custom', message, path: ['sync'], input: sync });
  });

export type NatsOptions = z.infer<typeof natsOptions>;

/** Where the server comes from. */
export function software({ release }: NatsOptions): Software {
  return SOFTWARE[release];
}
