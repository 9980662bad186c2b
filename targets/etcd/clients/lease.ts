/** Leases of etcd: kept alive by whoever has one, as long as it lives, by the JSON gateway of one member. */
import { z } from 'zod';
import { Connection } from '../access.js';
import type { Endpoint } from '../gateway.js';

/** A stream's message is wrapped. TTL is left out when it is 0, which says that the lease is gone. */
const keepAliveAnswer = z.object({ result: z.object({ TTL: z.string().default('0') }) });

/** While a lease lasts, it is kept alive that often, as by etcd's own client. */
const KEEP_ALIVES_PER_TTL = 3;

/**
 * Keeps leases alive over a connection of its own, for it must not wait for the client's operations, nor they for it. That
 * a lease was lost is not told to its holder: a holder that is told may still be too late.
 */
export class LeaseKeeper {
  private readonly connection: Connection;
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly everyMs: number;
  /** A connection is not for use by two at once. */
  private turn: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(endpoint: Endpoint, ttlS: number) {
    this.connection = new Connection(endpoint);
    this.everyMs = (ttlS * 1_000) / KEEP_ALIVES_PER_TTL;
  }

  keep(lease: string): void {
    if (this.closed) return;
    let underWay = false;
    const timer = setInterval(() => {
      if (underWay) return;
      underWay = true;
      this.turn = this.turn
        .then(() => this.askToKeep(lease))
        .finally(() => {
          underWay = false;
        });
    }, this.everyMs);
    this.timers.set(lease, timer);
  }

  /** It is not kept alive any more, and runs out. */
  leave(lease: string): void {
    const timer = this.timers.get(lease);
    if (timer !== undefined) clearInterval(timer);
    this.timers.delete(lease);
  }

  /** Leaves all, and destroys the socket at once. May be called twice. */
  close(): void {
    this.closed = true;
    for (const lease of [...this.timers.keys()]) this.leave(lease);
    this.connection.close();
  }

  /** Never rejects: what failed is tried again when the next turn comes. */
  private async askToKeep(lease: string): Promise<void> {
    if (!this.timers.has(lease)) return;
    try {
      const { status, json } = await this.connection.post('/v3/lease/keepalive', { ID: lease }, this.everyMs);
      const parsed = keepAliveAnswer.safeParse(json);
      if (status === 200 && parsed.success && parsed.data.result.TTL === '0') this.leave(lease);
    } catch {}
  }
}
