/** Correct logs in memory: offsets with gaps, consumers that read by themselves, and one group. */
import type { LogClient, Polled } from '../../../workloads/clients/log.js';
import type { World } from './world.js';

type Pair = readonly [offset: number, element: number];

/** Elements of a key that a poll returns at most. */
const BATCH = 5;

export function logStore(world: World): () => LogClient {
  const logs = new Map<string, Pair[]>();
  const members = new Map<object, readonly string[]>();
  const committed = new Map<string, number>();
  const take = (keys: readonly string[], positions: Map<string, number>): Polled => {
    const answer: Record<string, readonly Pair[]> = {};
    for (const key of keys) {
      const from = positions.get(key) ?? 0;
      const pairs = (logs.get(key) ?? []).slice(from, from + 1 + world.choose(BATCH));
      positions.set(key, from + pairs.length);
      if (pairs.length > 0) answer[key] = pairs;
    }
    return answer;
  };
  /** A key belongs to one of those who want it, which may be another after somebody came or went. */
  const ownedBy = (member: object): readonly string[] =>
    (members.get(member) ?? []).filter((key) => {
      const wanting = [...members].filter(([, keys]) => keys.includes(key)).map(([each]) => each);
      return wanting[(members.size + key.length) % wanting.length] === member;
    });
  return () => {
    const self = {};
    const positions = new Map<string, number>();
    let assigned: readonly string[] = [];
    return {
      send: (key, element) =>
        world.call(() => {
          const log = logs.get(key) ?? [];
          const offset = (log.at(-1)?.[0] ?? -1) + 1 + Number(world.choose(8) === 0);
          logs.set(key, [...log, [offset, element]]);
          return offset;
        }),
      assign: (keys) =>
        world.call(() => {
          members.delete(self);
          assigned = keys;
        }),
      subscribe: (keys) =>
        world.call(() => {
          assigned = [];
          members.set(self, keys);
        }),
      poll: () => world.call(() => (members.has(self) ? take(ownedBy(self), committed) : take(assigned, positions))),
      close: async () => void members.delete(self),
    };
  };
}
