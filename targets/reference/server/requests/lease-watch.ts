/**
 * The leader's watch over leases: whoever was not heard of for long enough, by the leader's monotonic clock, loses what it
 * holds, by an entry of the log. A new leader begins to wait anew, so that a lease may last longer, and never shorter.
 */
import type { Operation } from '../raft/messages.js';
import type { Lease } from '../state-machine/leases.js';

interface Watched {
  readonly touches: number;
  readonly untilMs: number;
}

export class LeaseWatch {
  private watched = new Map<string, Watched>();

  constructor(
    private readonly leaseMs: number,
    private readonly end: (operation: Operation) => void,
  ) {}

  look(leases: readonly Lease[], isLeading: boolean, nowMs: number): void {
    const before = this.watched;
    this.watched = new Map();
    if (!isLeading) return;
    for (const { id, touches, expire } of leases) {
      const known = before.get(id);
      const isKnown = known !== undefined && known.touches === touches;
      const untilMs = isKnown ? known.untilMs : nowMs + this.leaseMs;
      // It is asked for once in every time of a lease, should it not come to pass.
      const isOver = nowMs >= untilMs;
      if (isOver) this.end(expire);
      this.watched.set(id, { touches, untilMs: isOver ? nowMs + this.leaseMs : untilMs });
    }
  }
}
