/** The lies of a store that forgets what a client has written, or has seen. */
import { z } from 'zod';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';

type Process = Invocation['process'];

const keyed = z.tuple([z.number(), z.unknown()]);
const shown = z.tuple([z.number(), z.number().nullable()]);

/** A process and a key, as one. */
const placeOf = (process: Process, key: number): string => `${process} ${key}`;

/**
 * The process wrote the key before, and is shown that nobody did. A process begins its next operation only when the last one
 * was answered and recorded, so its own past is certain. Breaks read-your-writes, and with it causal.
 */
export const forgottenWrite: Plant = {
  name: 'forgotten-write',
  describe: 'a process that wrote to a key is shown that there is nothing (breaks read-your-writes)',
  create: () => {
    const written = new Set<string>();
    return {
      intercept: () => null,
      falsify: ({ f, value, process }, completion) => {
        if (completion.type !== 'ok') return null;
        const [key] = keyed.parse(value);
        if (f === 'write') written.add(placeOf(process, key));
        return f === 'read' && written.has(placeOf(process, key)) ? { type: 'ok', value: [key, null] } : null;
      },
    };
  },
};

/**
 * The process has read one value of the key and later another, and is shown the first one again: no order of the two
 * explains that. Breaks monotonic-reads, and with it causal.
 */
export const wentBack: Plant = {
  name: 'went-back',
  describe: 'a process that saw one value and then another is shown the first one again (breaks monotonic-reads)',
  create: () => {
    /** By process and key: the first value that was truly shown and is not the last one, and the last one. */
    const seen = new Map<string, { readonly first: number | null; readonly last: number }>();
    /** By process: what its last read truly showed, until it goes on. */
    const answered = new Map<Process, readonly [key: number, value: number]>();
    return {
      intercept: ({ process }) => {
        const [key, value] = answered.get(process) ?? [];
        answered.delete(process);
        if (key === undefined || value === undefined) return null;
        const before = seen.get(placeOf(process, key));
        const first = before === undefined || before.last === value ? (before?.first ?? null) : before.last;
        seen.set(placeOf(process, key), { first, last: value });
        return null;
      },
      told: ({ process }) => void answered.delete(process),
      falsify: ({ f, process }, completion) => {
        if (f !== 'read' || completion.type !== 'ok') return null;
        const [key, value] = shown.parse(completion.value);
        if (value !== null) answered.set(process, [key, value]);
        const first = seen.get(placeOf(process, key))?.first ?? null;
        return first === null || first === value ? null : { type: 'ok', value: [key, first] };
      },
    };
  },
};
