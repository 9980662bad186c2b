/** The lies of a sequence: a number that somebody has had already, and one that goes back. */
import { z } from 'zod';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';

type Process = Invocation['process'];

const answer = z.tuple([z.number(), z.number()]);

/**
 * An increment is answered with a number that another increment of the key was answered with before. That one counts when
 * its process goes on to the next operation, for then it is recorded.
 */
export const duplicateIncrement: Plant = {
  name: 'duplicate-increment',
  describe: 'an increment is answered with a number that another one was answered with',
  create: () => {
    const given = new Map<number, number>();
    const answered = new Map<Process, readonly [key: number, number: number]>();
    return {
      intercept: ({ process }) => {
        const last = answered.get(process);
        if (last !== undefined) given.set(...last);
        answered.delete(process);
        return null;
      },
      told: ({ process }) => void answered.delete(process),
      falsify: ({ f, process }, completion) => {
        if (f !== 'increment' || completion.type !== 'ok') return null;
        const [key, number] = answer.parse(completion.value);
        answered.set(process, [key, number]);
        const before = given.get(key);
        return before === undefined || before === number ? null : { type: 'ok', value: [key, before] };
      },
    };
  },
};

/** A read is answered with less than what the same process was answered before: its own past is certain. */
export const nonmonotonicRead: Plant = {
  name: 'nonmonotonic-read',
  describe: 'a read is answered with one less than the same process has seen before',
  create: () => {
    /** By process and key: the greatest number that it was truly answered. */
    const greatest = new Map<string, number>();
    const answered = new Map<Process, readonly [place: string, number: number]>();
    return {
      intercept: ({ process }) => {
        const [place, number] = answered.get(process) ?? [];
        answered.delete(process);
        if (place !== undefined && number !== undefined)
          greatest.set(place, Math.max(number, greatest.get(place) ?? 0));
        return null;
      },
      told: ({ process }) => void answered.delete(process),
      falsify: ({ f, process }, completion) => {
        if (completion.type !== 'ok') return null;
        const [key, number] = answer.parse(completion.value);
        const place = `${process} ${key}`;
        answered.set(process, [place, number]);
        const before = greatest.get(place) ?? 0;
        return f === 'read' && before > 0 ? { type: 'ok', value: [key, before - 1] } : null;
      },
    };
  },
};
