/** The log client of the reference store: it polls from where it was, or what its group gives it. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { LogClient, Polled } from '../../../workloads/clients/log.js';
import { Connection, type Endpoint } from './connection.js';
import { done } from './register.js';

const polledSchema = z.record(z.string(), z.array(z.tuple([z.number(), z.number()])));

export function connectLog(endpoint: Endpoint): LogClient {
  const connection = new Connection(endpoint);
  const consumer = randomUUID();
  /** By key: the offset that comes next. */
  let positions: Record<string, number> = {};
  /** Those of the group, where this client is one of it. */
  let subscribed: readonly string[] | null = null;

  const fetch = async (): Promise<Polled> => {
    const polled = await connection.look(polledSchema, 'fetch', { offsets: positions });
    positions = { ...positions, ...endsOf(polled) };
    return polled;
  };
  /** What it was given last is committed with the next question: after a crash it is given to another once more. */
  const consume = async (): Promise<Polled> => {
    const polled = await connection.ask(polledSchema.nullable(), 'consume', { consumer, processed: positions });
    if (polled !== null) {
      positions = endsOf(polled);
      return polled;
    }
    // Nothing was heard of us for too long, and others have our keys.
    await connection.ask(done, 'subscribe', { consumer, keys: subscribed });
    positions = {};
    return {};
  };

  return {
    send: (key, element) => connection.ask(z.number(), 'send', { key, element }),
    assign: async (keys) => {
      if (subscribed !== null) await connection.ask(z.boolean(), 'unsubscribe', { consumer });
      positions = Object.fromEntries(keys.map((key) => [key, subscribed === null ? (positions[key] ?? 0) : 0]));
      subscribed = null;
    },
    subscribe: async (keys) => {
      await connection.ask(done, 'subscribe', { consumer, keys });
      subscribed = keys;
      positions = {};
    },
    poll: async () => {
      if (subscribed !== null) return consume();
      if (Object.keys(positions).length === 0) throw new DefiniteFailure('no keys were assigned');
      return fetch();
    },
    close: async () => connection.close(),
  };
}

function endsOf(polled: Polled): Record<string, number> {
  return Object.fromEntries(
    Object.entries(polled).flatMap(([key, found]) => {
      const last = found.at(-1);
      return last === undefined ? [] : [[key, last[0] + 1]];
    }),
  );
}
