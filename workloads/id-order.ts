/** Order of ids: many clients ask for ids, and whoever asks later gets a greater one. */
import { z } from 'zod';
import { idOrder as idOrderProperty, uniqueIds } from '../checkers/unique-ids/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import { eachThread, limit, operations } from '../harness/generator/index.js';
import type { IdClient } from './clients/ids.js';
import { smallerId } from './plants/smaller-id.js';

const options = z.strictObject({
  finalIds: z
    .int()
    .min(0)
    .max(10_000)
    .default(20)
    .describe('ids that each client asks for at the end, when the faults have healed'),
});

export type IdOrderOptions = z.infer<typeof options>;

export const idOrder = defineWorkload<IdClient, IdOrderOptions>({
  name: 'id-order',
  describe: 'ids are asked for, and they must grow in real time',
  about:
    'Every client asks for ids, as fast as it may, and for some more when the faults have healed. An id that was asked for after another had been given out must be greater: for timestamps that are used as versions, for sequences, for the places of a log.',
  client: 'ids',
  options,
  keyed: false,
  generator: () => operations({ f: 'generate', value: null }),
  finalReads: ({ options: { finalIds } }) => eachThread(limit(finalIds, operations({ f: 'generate', value: null }))),
  invoke: async (client) => ({ type: 'ok', value: await client.generate() }),
  checker: idOrderProperty,
  alsoJudgedBy: [uniqueIds],
  plants: [smallerId],
});
