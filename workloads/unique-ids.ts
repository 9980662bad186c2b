/** Unique ids: many clients ask for ids, and none may be given out twice. */
import { z } from 'zod';
import { uniqueIds as uniqueIdsProperty } from '../checkers/unique-ids/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import { eachThread, limit, operations } from '../harness/generator/index.js';
import type { IdClient } from './clients/ids.js';
import { duplicateId } from './plants/duplicate-id.js';

const options = z.strictObject({
  finalIds: z
    .int()
    .min(0)
    .max(10_000)
    .default(20)
    .describe('ids that each client asks for at the end, when the faults have healed'),
});

export type UniqueIdsOptions = z.infer<typeof options>;

export const uniqueIds = defineWorkload<IdClient, UniqueIdsOptions>({
  name: 'unique-ids',
  describe: 'ids are asked for, and none may be given out twice',
  about:
    'Every client asks for ids, as fast as it may. When the faults have healed each asks for some more: a node that came back with an old counter, an old clock or the number of another machine gives out again what was given out before.',
  client: 'ids',
  options,
  keyed: false,
  generator: () => operations({ f: 'generate', value: null }),
  finalReads: ({ options: { finalIds } }) => eachThread(limit(finalIds, operations({ f: 'generate', value: null }))),
  invoke: async (client) => ({ type: 'ok', value: await client.generate() }),
  checker: uniqueIdsProperty,
  plants: [duplicateId],
});
