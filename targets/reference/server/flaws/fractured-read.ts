/** The flaw fractured-read: what a transaction does to one key is one entry of the log, and the next key follows when it is done. */
import type { Detour, Doors } from './doors.js';
import { type Step, transactionOf } from './transaction-steps.js';

export function fracturedRead({ submit }: Doors): Detour {
  return {
    take: (operation, answer) => {
      const transaction = transactionOf(operation);
      if (transaction === null) return false;
      const { steps } = transaction;
      const keys = [...new Set(steps.map(([, key]) => key))];
      const result: unknown[] = [...steps];
      const go = (at: number): void => {
        const places = [...steps.keys()].filter((place) => steps[place]![1] === keys[at]);
        if (places.length === 0) {
          answer({ ok: result });
          return;
        }
        submit({ do: operation.do, steps: places.map((place): Step => steps[place]!) }, (done) => {
          // When some keys are done, nobody can say that nothing was.
          if ('error' in done) answer({ error: done.error, definite: at === 0 && done.definite });
          else {
            for (const [nth, read] of listOf(done.ok).entries()) result[places[nth]!] = read;
            go(at + 1);
          }
        });
      };
      go(0);
      return true;
    },
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
