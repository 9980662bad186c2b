/** The lie of a stale read: an answer that was certainly overwritten before the question was asked. */
import { z } from 'zod';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';
import { writtenBy } from './written-value.js';

const keyed = z.tuple([z.unknown(), z.unknown()]);

interface Key {
  /** Values in the order in which their writes were acknowledged. */
  readonly acknowledged: number[];
  /** So many of the first of them were overwritten by a write that began after they were acknowledged, and is itself. */
  overwritten: number;
}

/** An operation that writes, and how many writes of its key were acknowledged when it began. */
interface Acknowledged {
  readonly key: Key;
  readonly value: number;
  readonly before: number;
}

/**
 * A value is offered only when its write was acknowledged before another write began, which was acknowledged before
 * the read began. No order of the operations explains that, so a checker that stays silent is wrong.
 *
 * An answer is recorded a moment after it has passed through here, and another operation may begin in that moment. So
 * a write counts as acknowledged only when its process begins the next operation.
 */
export const staleRead: Plant = {
  name: 'stale-read',
  describe: 'a read is answered with a value that was certainly overwritten before',
  create: () => {
    const keys = new Map<string, Key>();
    /** By process: what was so when its operation in flight began. */
    const begun = new Map<Invocation['process'], { acknowledged: number; overwritten: number }>();
    /** By process: its last write, until the next operation shows that the acknowledgement is recorded. */
    const answered = new Map<Invocation['process'], Acknowledged>();
    const keyOf = (invocation: Invocation): Key => {
      const name = JSON.stringify(keyed.parse(invocation.value)[0]);
      const key = keys.get(name) ?? { acknowledged: [], overwritten: 0 };
      keys.set(name, key);
      return key;
    };
    const previousIsRecorded = (process: Invocation['process']): void => {
      const previous = answered.get(process);
      if (previous === undefined) return;
      previous.key.acknowledged.push(previous.value);
      previous.key.overwritten = Math.max(previous.key.overwritten, previous.before);
      answered.delete(process);
    };
    return {
      intercept: (invocation) => {
        previousIsRecorded(invocation.process);
        const { acknowledged, overwritten } = keyOf(invocation);
        begun.set(invocation.process, { acknowledged: acknowledged.length, overwritten });
        return null;
      },
      falsify: (invocation, completion) => {
        const then = begun.get(invocation.process);
        if (completion.type !== 'ok' || then === undefined) return null;
        const key = keyOf(invocation);
        const value = writtenBy(invocation);
        if (value !== null) {
          answered.set(invocation.process, { key, value, before: then.acknowledged });
          return null;
        }
        const stale = key.acknowledged[then.overwritten - 1];
        if (stale === undefined) return null;
        return { type: 'ok', value: [keyed.parse(invocation.value)[0], stale] };
      },
    };
  },
};
