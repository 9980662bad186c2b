/** Freshness: one client writes 1, 2, 3, …, all others read; nobody may read what was overwritten before it asked. */
import {
  type Anomaly,
  type Checker,
  type ClientInterfaces,
  defineWorkload,
  type Generator,
  limit,
  operations,
  reserve,
} from 'faultline';
import { z } from 'zod';

const KEY = 'freshness';
const FINAL_READS = 20;

/**
 * Writes follow each other, so every value tells when it was written. A read is stale when a greater value was
 * acknowledged before it began, and the one that it saw was acknowledged too: a write of unknown outcome may take
 * effect at any time, even after later ones, and nothing can be said of a read that sees it.
 */
const freshness: Checker = {
  property: 'fresh-reads',
  describe: 'a read sees the last write that was acknowledged before it began, or a later one',
  check: (history) => {
    const acknowledged = new Set<number>();
    /** The newest acknowledged value, and where in the history that was; for each read, as it was when it began. */
    let newest = { value: 0, at: -1 };
    const newestBefore = new Map<number, typeof newest>();
    const anomalies: Anomaly[] = [];
    let judged = 0;
    for (let index = 0; index < history.length; index += 1) {
      const { type, process, f } = history.operation(index);
      if (process === 'nemesis') continue;
      if (type === 'invoke') judged += 1;
      if (type === 'invoke' && f === 'read') newestBefore.set(index, newest);
      if (type !== 'ok') continue;
      const begun = history.partners[index] ?? -1;
      if (f === 'write') {
        const value = Number(history.value(begun));
        acknowledged.add(value);
        newest = { value, at: index };
        continue;
      }
      const seen = Number(history.value(index) ?? 0);
      const before = newestBefore.get(begun) ?? newest;
      if (seen >= before.value || (seen !== 0 && !acknowledged.has(seen))) continue;
      anomalies.push({
        type: 'stale-read',
        operations: [index, before.at],
        time: history.times[index] ?? 0,
        explanation: `Process ${process} read ${seen} from ${history.node(begun)}, though ${before.value} had been acknowledged before it asked.`,
      });
    }
    return { property: 'fresh-reads', valid: anomalies.length === 0, anomalies, operations: judged };
  },
};

const reads = operations({ f: 'read', value: null });

/** A generator is a value: what to do next, and the generator that follows. This one counts. */
function writes(value: number): Generator {
  const self: Generator = {
    next: ({ free: [thread] }) => {
      if (thread === undefined) return { kind: 'pending', next: self };
      return { kind: 'operation', operation: { f: 'write', value, thread }, next: writes(value + 1) };
    },
    update: () => self,
  };
  return self;
}

export default defineWorkload<ClientInterfaces['register'], Record<string, never>>({
  name: 'freshness',
  describe: 'one client writes greater and greater numbers, all others read',
  client: 'register',
  options: z.strictObject({}),
  keyed: false,
  generator: () => reserve(1, writes(1), reads),
  // When all faults have healed: is the last value that was acknowledged still there?
  finalReads: () => limit(FINAL_READS, reads),
  invoke: async (client, { f, value }) => {
    if (f === 'read') return { type: 'ok', value: await client.read(KEY) };
    await client.write(KEY, z.int().parse(value));
    return { type: 'ok' };
  },
  checker: freshness,
  plants: [],
});
