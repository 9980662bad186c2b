/** Transactions over many keys: each is one entry of the log, so they are done one after the other. */
import { z } from 'zod';
import { type Kind, read, write } from './kind.js';

export interface Tables {
  readonly lists: Map<number, number[]>;
  readonly registers: Map<number, number>;
}

const key = z.int();
const readStep = z.tuple([z.literal('r'), key, z.null()]);
const listStep = z.union([z.tuple([z.literal('append'), key, z.int()]), readStep]);
const registerStep = z.union([z.tuple([z.literal('w'), key, z.int()]), readStep]);
export const listSteps = z.object({ steps: z.array(listStep).max(10_000) });
export const registerSteps = z.object({ steps: z.array(registerStep).max(10_000) });

export function runLists({ lists }: Tables, { steps }: z.infer<typeof listSteps>): readonly unknown[] {
  return steps.map((step) => {
    const [word, at, element] = step;
    if (word === 'r') return ['r', at, [...(lists.get(at) ?? [])]];
    const list = lists.get(at);
    if (list === undefined) lists.set(at, [element]);
    else list.push(element);
    return step;
  });
}

export function runRegisters({ registers }: Tables, { steps }: z.infer<typeof registerSteps>): readonly unknown[] {
  return steps.map((step) => {
    const [word, at, value] = step;
    if (word === 'r') return ['r', at, registers.get(at) ?? null];
    registers.set(at, value);
    return step;
  });
}

/** Answers the steps, with what was read. Those that only read do not go through the log. */
export const transactions: Kind<Tables> = {
  name: 'transactions',
  empty: () => ({ lists: new Map(), registers: new Map() }),
  words: {
    'transact-lists': write(listSteps, runLists),
    'transact-registers': write(registerSteps, runRegisters),
    'read-lists': read(z.object({ steps: z.array(readStep).max(10_000) }), runLists),
    'read-registers': read(z.object({ steps: z.array(readStep).max(10_000) }), runRegisters),
  },
  dump: ({ lists, registers }) => ({ lists: [...lists], registers: [...registers] }),
  load: (dumped: { readonly lists: [number, number[]][]; readonly registers: [number, number][] }) => ({
    lists: new Map(dumped.lists),
    registers: new Map(dumped.registers),
  }),
};
