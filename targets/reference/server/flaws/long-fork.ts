/**
 * The flaw long-fork: a write that the others do not answer in time is taken in by this replica alone, seen by its readers
 * from then on, and handed to the others again and again until they have it.
 */
import { z } from 'zod';
import type { Operation } from '../raft/messages.js';
import type { Answer } from '../state-machine/sessions.js';
import { registerSteps, transactions } from '../state-machine/transactions.js';
import type { Detour, Doors } from './doors.js';
import { Impatience } from './impatience.js';
import { isWrite, runSteps, type Step } from './transaction-steps.js';

const readSchema = z.array(z.tuple([z.string(), z.number(), z.number().nullable()]));
const WORDS = new Set(['transact-registers', 'read-registers']);

export function longFork({ raft, nowMs, look, submit, query }: Doors): Detour {
  const impatience = new Impatience(raft);
  /** Writes that this replica has taken in, and the log has not yet. */
  const own = new Set<readonly Step[]>();
  /** What is handed to the others once more. */
  let again: (() => void)[] = [];

  /** Of this replica: what is in the log, and its own writes upon it. */
  const local = (steps: readonly Step[]): Answer => {
    const keys = [...new Set(steps.map(([, key]) => key))];
    const seen = query({ do: 'read-registers', steps: keys.map((key) => ['r', key, null]) });
    if ('error' in seen) return seen;
    const tables = transactions.empty();
    runSteps(tables, 'registers', written(seen.ok));
    for (const writes of own) runSteps(tables, 'registers', writes);
    return { ok: runSteps(tables, 'registers', steps) };
  };
  const takeIn = (steps: readonly Step[], writes: readonly Step[]): Answer => {
    const answer = local(steps);
    own.add(writes);
    return answer;
  };
  const exchange = (operation: Operation, writes: readonly Step[], result: Answer): void => {
    if ('ok' in result) own.delete(writes);
    else again.push(() => submit(operation, (next) => exchange(operation, writes, next)));
  };

  return {
    take: (operation, answer) => {
      if (!WORDS.has(operation.do)) return false;
      const { steps } = registerSteps.parse(operation);
      const writes = steps.filter(isWrite);
      const decide = (): Answer => (writes.length === 0 ? local(steps) : takeIn(steps, writes));
      const late = (result: Answer): void => {
        if (writes.length > 0) exchange(operation, writes, result);
      };
      const reply = impatience.await(answer, decide, late, nowMs());
      if (writes.length === 0) look(() => local(steps), reply);
      else submit(operation, reply);
      return true;
    },
    tick: (now) => {
      impatience.tick(now);
      const due = again;
      again = [];
      for (const handIn of due) handIn();
    },
  };
}

/** What was read, as writes of it. */
function written(read: unknown): readonly Step[] {
  return readSchema.parse(read).flatMap(([, key, value]): Step[] => (value === null ? [] : [['w', key, value]]));
}
