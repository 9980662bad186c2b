/** Unique names: many clients claim the same few names at the same time, and one of them may get each. */
import { z } from 'zod';
import { uniqueNames as uniqueNamesProperty } from '../checkers/unique-names/index.js';
import type { Generator } from '../harness/contracts/generator.js';
import type { History } from '../harness/contracts/history.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import { limit, operations, sequence } from '../harness/generator/index.js';
import type { NameClient } from './clients/names.js';
import { doubleClaim } from './plants/double-claim.js';

const options = z.strictObject({
  names: z.int().min(1).max(1_000).default(2).describe('names that are claimed at the same time'),
  claims: z.int().min(2).max(10_000).default(10).describe('claims of a name before a fresh one takes its place'),
});

export type UniqueNamesOptions = z.infer<typeof options>;

/** Names that are claimed once more at the end, the newest of them. */
const FINAL_NAMES_MAX = 200;
/** Owners of the last claims are numbered from here, so that nobody else is one of them. */
const FINAL_OWNERS = 1_000_000_000;

const claimSchema = z.tuple([z.string(), z.int()]);

export const uniqueNames = defineWorkload<NameClient, UniqueNamesOptions>({
  name: 'unique-names',
  describe: 'many clients claim the same few names, and one may get each',
  about:
    'Several clients claim a name at the same time, each for an owner of its own, and then the next name. Those that were claimed last are claimed once more when the faults have healed: a name that is free again was lost by whoever took it. Good for unique constraints and for inserts that must fail when the key exists.',
  client: 'names',
  options,
  keyed: false,
  generator: ({ options: chosen }) => claims(chosen, 0),
  finalReads: (_, history) => {
    const claim = (name: string, at: number) => limit(1, operations({ f: 'claim', value: [name, FINAL_OWNERS + at] }));
    return sequence(...lastNames(history).map(claim));
  },
  invoke: async (client, { value }) => {
    const [name, owner] = claimSchema.parse(value);
    return (await client.claim(name, owner)) ? { type: 'ok' } : { type: 'fail', error: 'somebody has it' };
  },
  checker: uniqueNamesProperty,
  plants: [doubleClaim],
});

/** Names in use take turns; each is claimed so many times before the next takes its place. */
function claims(chosen: UniqueNamesOptions, emitted: number): Generator {
  const self: Generator = {
    next: (context) => {
      const [thread] = context.free;
      if (thread === undefined) return { kind: 'pending', next: self };
      const turn = Math.floor(emitted / chosen.names);
      const name = Math.floor(turn / chosen.claims) * chosen.names + (emitted % chosen.names);
      const operation = { f: 'claim', value: [`u${name}`, emitted], thread };
      return { kind: 'operation', operation, next: claims(chosen, emitted + 1) };
    },
    update: () => self,
  };
  return self;
}

/** Those that were claimed last. */
function lastNames(history: History): readonly string[] {
  const names = new Set<string>();
  for (let index = history.length - 1; index >= 0 && names.size < FINAL_NAMES_MAX; index -= 1) {
    const claim = claimSchema.safeParse(history.value(index));
    if (claim.success) names.add(claim.data[0]);
  }
  return [...names];
}
