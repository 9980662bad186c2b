/** The lock client of the reference store: it keeps the lease of what it holds alive for as long as it lives. */
import { z } from 'zod';
import type { LockClient } from '../../../workloads/clients/lock.js';
import { Connection, type Endpoint } from './connection.js';

/** A lease is kept alive so often while it lasts. */
const KEEPS_PER_LEASE = 3;

export function connectLock(endpoint: Endpoint, leaseMs: number): LockClient {
  const connection = new Connection(endpoint);
  /** By token and name. */
  const keepers = new Map<string, NodeJS.Timeout>();
  const leave = (name: string, token: number): void => {
    clearInterval(keepers.get(`${token} ${name}`));
    keepers.delete(`${token} ${name}`);
  };
  const keep = (name: string, token: number): void => {
    let isUnderWay = false;
    const ask = async (): Promise<void> => {
      if (isUnderWay) return;
      isUnderWay = true;
      try {
        if (!(await connection.ask(z.boolean(), 'keep', { name, token }))) leave(name, token);
      } catch {
        // Tried again in its turn; that a lock is lost is not told to its holder, who may be told too late.
      } finally {
        isUnderWay = false;
      }
    };
    keepers.set(`${token} ${name}`, setInterval(ask, leaseMs / KEEPS_PER_LEASE));
  };
  return {
    acquire: async (name) => {
      const token = await connection.ask(z.number().nullable(), 'acquire', { name });
      if (token !== null) keep(name, token);
      return token;
    },
    release: async (name, token) => {
      leave(name, token);
      return connection.ask(z.boolean(), 'release', { name, token });
    },
    store: (name, token, value) => connection.ask(z.boolean(), 'store', { name, token, value }),
    load: (name) => connection.look(z.number().nullable(), 'load', { name }),
    close: async () => {
      for (const timer of keepers.values()) clearInterval(timer);
      keepers.clear();
      connection.close();
    },
  };
}
