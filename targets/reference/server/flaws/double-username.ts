/**
 * The flaw double-username: a claim that cannot be agreed upon in time is granted when the name is free in this node's own
 * replica, and goes on to the others when they can be reached again.
 */
import { z } from 'zod';
import { type Kind, read } from '../state-machine/kind.js';
import { names } from '../state-machine/names.js';
import type { Detour, Doors } from './doors.js';
import { Impatience } from './impatience.js';

const claimSchema = z.object({ do: z.literal('claim'), name: z.string(), owner: z.number() });

type Unique = ReturnType<typeof names.empty>;

/** The words of names, and one that looks whether a name is taken. */
export const claimedNames: Kind<Unique> = {
  ...names,
  words: {
    ...names.words,
    'is-taken': read(z.object({ name: z.string() }), ({ owners }: Unique, { name }) => owners.has(name)),
  },
};

export function doubleUsername({ raft, nowMs, submit, query }: Doors): Detour {
  const impatience = new Impatience(raft);
  /** Names that were granted here, and of which the others may not know. */
  const granted = new Set<string>();
  return {
    take: (operation, answer) => {
      const parsed = claimSchema.safeParse(operation);
      if (!parsed.success) return false;
      const { name } = parsed.data;
      const decide = () => {
        const taken = query({ do: 'is-taken', name });
        if ('error' in taken) return taken;
        const isFree = taken.ok === false && !granted.has(name);
        if (isFree) granted.add(name);
        return { ok: isFree };
      };
      // It was granted already: who else has it by now is nobody's business any more.
      submit(
        operation,
        impatience.await(answer, decide, () => {}, nowMs()),
      );
      return true;
    },
    tick: (now) => impatience.tick(now),
  };
}
