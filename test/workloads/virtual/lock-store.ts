/** A correct lock service with fenced storage, in memory; leases may run out. */
import type { LockClient } from '../../../workloads/clients/lock.js';
import type { World } from './world.js';

interface Lease {
  readonly token: number;
  readonly untilNs: number;
}

/** Leases last for ever unless it is said how long. */
export function lockStore(leaseMs = Number.POSITIVE_INFINITY): (world: World) => () => LockClient {
  return (world) => {
    const leases = new Map<string, Lease>();
    const accepted = new Map<string, number>();
    const values = new Map<string, number>();
    let tokens = 0;
    const isHeld = (name: string): boolean => (leases.get(name)?.untilNs ?? 0) > world.time.nowNs;
    return () => ({
      acquire: (name) =>
        world.call(() => {
          if (isHeld(name)) return null;
          tokens += 1;
          leases.set(name, { token: tokens, untilNs: world.time.nowNs + leaseMs * 1e6 });
          return tokens;
        }),
      release: (name, token) =>
        world.call(() => isHeld(name) && leases.get(name)?.token === token && leases.delete(name)),
      store: (name, token, value) =>
        world.call(() => {
          if (token < (accepted.get(name) ?? 0)) return false;
          accepted.set(name, token);
          values.set(name, value);
          return true;
        }),
      load: (name) => world.call(() => values.get(name) ?? null),
      close: async () => {},
    });
  };
}
