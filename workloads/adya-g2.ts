/** Adya-g2: pairs of clients that insert a row where there is none; only one of them may. */
import { z } from 'zod';
import { adyaG2 as adyaG2Property } from '../checkers/adya-g2/index.js';
import type { Generator } from '../harness/contracts/generator.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { PredicateClient } from './clients/predicates.js';
import { bothInserted } from './plants/both-inserted.js';

const options = z.strictObject({});

export type AdyaG2Options = z.infer<typeof options>;

const insertSchema = z.tuple([z.int(), z.tuple([z.int().nullable(), z.int().nullable()])]);

export const adyaG2 = defineWorkload<PredicateClient, AdyaG2Options>({
  name: 'adya-g2',
  describe: 'two clients insert a row where there is none, by a predicate over two tables; only one may',
  about:
    'For every key two transactions look in both tables for its rows, by a predicate, and each inserts one into a table of its own when there is none. Serializable databases let one of them through at most. Snapshot isolation lets both through, for they write different rows; so do databases that lock only the rows that they find.',
  client: 'predicates',
  options,
  keyed: false,
  generator: () => pairs(0),
  invoke: async (client, { value }) => {
    const [key, [a, b]] = insertSchema.parse(value);
    const isInserted = await client.insertIfNone(key, a === null ? 'b' : 'a', a ?? b ?? 0);
    return isInserted ? { type: 'ok' } : { type: 'fail', error: 'there was a row already' };
  },
  checker: adyaG2Property,
  impliedBy: ['transactions:strict-serializable', 'transactions:serializable'],
  plants: [bothInserted],
});

/** Both inserts of a key one right after the other. Ids are new each time. */
function pairs(emitted: number): Generator {
  const self: Generator = {
    next: ({ free: [thread] }) => {
      if (thread === undefined) return { kind: 'pending', next: self };
      const id = emitted + 1;
      const value = [Math.floor(emitted / 2), emitted % 2 === 0 ? [id, null] : [null, id]];
      return { kind: 'operation', operation: { f: 'insert', value, thread }, next: pairs(emitted + 1) };
    },
    update: () => self,
  };
  return self;
}
