/** The flaw non-atomic-cas: the node that is asked reads, compares, and writes when it is the same; each step is right by itself. */
import { z } from 'zod';
import type { Detour, Doors } from './doors.js';

const casSchema = z.object({ do: z.literal('cas'), key: z.string(), from: z.unknown(), to: z.unknown() });

export function nonAtomicCas({ look, submit, query }: Doors): Detour {
  return {
    take: (operation, answer) => {
      const parsed = casSchema.safeParse(operation);
      if (!parsed.success) return false;
      const { key, from, to } = parsed.data;
      look(
        () => query({ do: 'read', key }),
        (seen) => {
          if ('error' in seen) answer(seen);
          else if (seen.ok !== from) answer({ ok: false });
          // Whatever is written between the read and this is written over.
          else submit({ do: 'write', key, value: to }, (done) => answer('error' in done ? done : { ok: true }));
        },
      );
      return true;
    },
  };
}
