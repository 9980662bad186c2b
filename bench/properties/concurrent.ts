/** Histories of a store in memory, as many clients at once would make them. */
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import { type SimulatedCall, simulateCalls } from './simulate-calls.js';

export interface Asked {
  readonly f: string;
  readonly value: unknown;
}

export interface ConcurrentStore {
  /** What is asked for next; `begun` operations have been asked for before. */
  readonly ask: (begun: number) => Asked;
  /** Takes effect, and answers; undefined where nothing is said. */
  readonly answer: (asked: Asked) => unknown;
  /** What one client asks for when all others have ended. */
  readonly last?: () => Iterable<Asked>;
}

/** Effects come when operations end; half of those of unknown outcome have none. */
export function concurrently(operations: number, random: Random, store: ConcurrentStore): History {
  const { ask, answer, last = () => [] } = store;
  const callOf = (asked: Asked): SimulatedCall => ({
    ...asked,
    answer: () => ({ type: 'ok', value: answer(asked) }),
  });
  return simulateCalls(
    operations,
    random,
    (_, begun) => callOf(ask(begun)),
    // What is asked for may depend on what was answered.
    function* () {
      for (const asked of last()) yield callOf(asked);
    },
  );
}
