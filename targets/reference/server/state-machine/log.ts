/** A log for each key, in the manner of Kafka: elements have offsets; a group of consumers shares the keys out. */
import { z } from 'zod';
import { type Kind, read, write } from './kind.js';
import type { Lease } from './leases.js';

interface Consumer {
  keys: readonly string[];
  touches: number;
}

interface Logs {
  readonly elements: Map<string, number[]>;
  /** In the order in which they came. */
  readonly consumers: Map<string, Consumer>;
  /** By key: the offset up to which the group has consumed. */
  readonly committed: Map<string, number>;
}

/** [offset, element] in order, by key. */
type Polled = Record<string, [number, number][]>;

/** Elements of one key that are answered at once. */
const POLL_MAX = 100;

const consumer = z.string();
const offsets = z.record(z.string(), z.int().min(0));

export const logs: Kind<Logs> = {
  name: 'logs',
  empty: () => ({ elements: new Map(), consumers: new Map(), committed: new Map() }),
  words: {
    /** Answers the offset. */
    send: write(z.object({ key: z.string(), element: z.int() }), (state: Logs, { key, element }) => {
      const elements = state.elements.get(key) ?? [];
      state.elements.set(key, elements);
      return elements.push(element) - 1;
    }),
    /** What stands at these offsets and behind. */
    fetch: read(z.object({ offsets }), (state: Logs, parameters) =>
      pollFrom(state, Object.entries(parameters.offsets)),
    ),
    /** Joins the group, or wants other keys than before. */
    subscribe: write(z.object({ consumer, keys: z.array(z.string()) }), (state: Logs, parameters) => {
      const touches = (state.consumers.get(parameters.consumer)?.touches ?? 0) + 1;
      state.consumers.set(parameters.consumer, { keys: parameters.keys, touches });
      return null;
    }),
    unsubscribe: write(z.object({ consumer }), (state: Logs, parameters) =>
      state.consumers.delete(parameters.consumer),
    ),
    /**
     * Says how far this consumer has come with what it was given before, and answers what comes next of the keys that are
     * its own now; of a key that it has lost nothing is committed. Null when it is no consumer any more.
     */
    consume: write(z.object({ consumer, processed: offsets }), (state: Logs, parameters) => {
      const member = state.consumers.get(parameters.consumer);
      if (member === undefined) return null;
      member.touches += 1;
      const own = keysOf(state, parameters.consumer);
      for (const key of own) {
        const processed = Math.min(parameters.processed[key] ?? 0, state.elements.get(key)?.length ?? 0);
        if (processed > (state.committed.get(key) ?? 0)) state.committed.set(key, processed);
      }
      return pollFrom(
        state,
        own.map((key) => [key, state.committed.get(key) ?? 0]),
      );
    }),
    'expire-consumer': write(z.object({ consumer, touches: z.int() }), (state: Logs, parameters) => {
      if (state.consumers.get(parameters.consumer)?.touches !== parameters.touches) return false;
      return state.consumers.delete(parameters.consumer);
    }),
  },
  dump: ({ elements, consumers, committed }) => ({
    ...{ elements: [...elements], consumers: [...consumers], committed: [...committed] },
  }),
  load: (dumped: {
    readonly elements: [string, number[]][];
    readonly consumers: [string, Consumer][];
    readonly committed: [string, number][];
  }) => ({
    elements: new Map(dumped.elements),
    consumers: new Map(dumped.consumers),
    committed: new Map(dumped.committed),
  }),
};

/** The keys of one consumer: each key goes to one of those that want it, in turn by its place among all keys. */
function keysOf({ consumers }: Logs, wanted: string): readonly string[] {
  const all = [...new Set([...consumers.values()].flatMap(({ keys }) => keys))].sort();
  return all.filter((key, at) => {
    const takers = [...consumers].filter(([, { keys }]) => keys.includes(key));
    return takers[at % takers.length]?.[0] === wanted;
  });
}

function pollFrom({ elements }: Logs, from: readonly (readonly [string, number])[]): Polled {
  const polled: Polled = {};
  for (const [key, offset] of from) {
    const found = elements.get(key)?.slice(offset, offset + POLL_MAX) ?? [];
    if (found.length > 0) polled[key] = found.map((element, at) => [offset + at, element]);
  }
  return polled;
}

/** All leases of consumers, and what would end each. */
export function consumerLeases({ consumers }: Logs): readonly Lease[] {
  return [...consumers].map(([id, { touches }]) => ({
    id: `consumer ${id}`,
    touches,
    expire: { do: 'expire-consumer', consumer: id, touches },
  }));
}
