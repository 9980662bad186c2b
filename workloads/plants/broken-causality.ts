/** The lie of broken causality: a process has seen what came later, and is shown that what came before it is not there. */
import { z } from 'zod';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';

type Process = Invocation['process'];

const written = z.tuple([z.number(), z.number()]);
const shown = z.tuple([z.number(), z.number().nullable()]);

/**
 * Somebody's write of one key was acknowledged before it went on to write another. Whoever has read the other one, and then
 * reads the first, cannot be shown that nobody has written to it. Every step is in the past of the process itself, or of one
 * that went on after it, so it is recorded.
 */
export const brokenCausality: Plant = {
  name: 'broken-causality',
  describe: 'a process is shown a key without the write that came before what it has read (breaks causal)',
  create: () => {
    /** By process: the keys that it certainly wrote. */
    const own = new Map<Process, ReadonlySet<number>>();
    /** By key and value: the keys that its writer had written before. */
    const before = new Map<string, ReadonlySet<number>>();
    /** By process: the keys of which it must see some write. */
    const past = new Map<Process, Set<number>>();
    return {
      intercept: ({ f, value, process }) => {
        if (f === 'write') before.set(written.parse(value).join(' '), own.get(process) ?? new Set());
        return null;
      },
      falsify: ({ f, value, process }, completion) => {
        if (completion.type !== 'ok') return null;
        if (f === 'write') {
          own.set(process, new Set([...(own.get(process) ?? []), written.parse(value)[0]].slice(-20)));
          return null;
        }
        const [key, seen] = shown.parse(completion.value);
        const known = past.get(process) ?? new Set<number>();
        past.set(process, known);
        if (known.has(key)) return { type: 'ok', value: [key, null] };
        if (seen !== null) for (const each of before.get(`${key} ${seen}`) ?? []) known.add(each);
        return null;
      },
    };
  },
};
