/** The lies of registers, told of key-value stores: what is asked of a store is put to the liar as if it were a register's. */
import { z } from 'zod';
import type { Completion } from '../../harness/contracts/operation.js';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';

/** What a delete writes; no put has this number. */
const DELETED = -1;

const named = z.tuple([z.string()]).rest(z.unknown());
const put = z.tuple([z.string(), z.string()]);
const compareAndSet = z.tuple([z.string(), z.tuple([z.string(), z.string()])]);
const answer = z.tuple([z.string(), z.number()]);

/**
 * A get is a read and a put a write. A delete and a compare-and-set are compare-and-sets: they write, and are never lied
 * about. Texts and numbers stand for each other. No lie shows that a key was deleted: it may have been so more than once.
 */
export function asRegister({ name, describe, create }: Plant): Plant {
  return {
    name,
    describe,
    create: (random) => {
      const liar = create(random);
      const numbers = new Map<string, number>();
      const texts: string[] = [];
      const numberOf = (text: string): number => {
        const known = numbers.get(text);
        if (known !== undefined) return known;
        numbers.set(text, texts.length);
        return texts.push(text) - 1;
      };
      const translated = ({ f, value, process }: Invocation): Invocation => {
        const [key] = named.parse(value);
        if (f === 'get') return { f: 'read', value: [key, null], process };
        if (f === 'put') return { f: 'write', value: [key, numberOf(put.parse(value)[1])], process };
        if (f === 'delete') return { f: 'cas', value: [key, [DELETED, DELETED]], process };
        const [from, to] = compareAndSet.parse(value)[1];
        return { f: 'cas', value: [key, [numberOf(from), numberOf(to)]], process };
      };
      const told = (completion: Completion | null): Completion | null => {
        if (completion === null || completion.type !== 'ok' || completion.value === undefined) return completion;
        const [key, number] = answer.parse(completion.value);
        const text = texts[number];
        return text === undefined ? null : { type: 'ok', value: [key, text] };
      };
      return {
        intercept: (invocation) => told(liar.intercept(translated(invocation))),
        falsify: (invocation, completion) => told(liar.falsify(translated(invocation), completion)),
        told: (invocation) => liar.told?.(translated(invocation)),
        withhold: (invocation) => liar.withhold?.(translated(invocation)) ?? null,
      };
    },
  };
}
