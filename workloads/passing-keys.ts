/** Keys that take turns: some are in use at the same time, and fresh ones take over, so that a long run is as quickly judged as many short ones. */
import type { z } from 'zod';
import type { Generator, OperationDraft, Random } from '../harness/contracts/generator.js';
import type { History } from '../harness/contracts/history.js';
import { eachThread, limit, operations, sequence } from '../harness/generator/index.js';

/** Keys that are read once more at the end, the newest of them. */
const FINAL_KEYS_MAX = 500;
const FINAL_READS_OF_OLDER_KEYS = 3;
/** How many of the last values of a key a compare-and-set guesses its `from` among. */
const GUESSES = 3;

export interface PassingKeys {
  /** In use at the same time. */
  readonly keys: number;
  readonly opsPerKey: number;
}

/**
 * The next operation on the key of that number. `turn` counts from 1 and is never the same for a key again; `before` are the
 * values that were asked for last, newest first. `wrote` is what the operation asks to store, null where it stores nothing.
 */
export type Draw<Value> = (
  random: Random,
  key: number,
  turn: number,
  before: readonly Value[],
) => { readonly draft: OperationDraft; readonly wrote: Value | null };

/**
 * A compare-and-set's `from` is a guess among the values that were asked for last, not what a client has seen: so a seed
 * fixes every operation, whatever the database answers.
 */
export function onPassingKeys<Value>(chosen: PassingKeys, draw: Draw<Value>): Generator {
  return from(chosen, draw, 0, []);
}

/** `asked` holds the last values for each slot of keys in use, the newest first. */
function from<Value>(
  chosen: PassingKeys,
  draw: Draw<Value>,
  emitted: number,
  asked: readonly (readonly Value[])[],
): Generator {
  const self: Generator = {
    next: (context) => {
      const [thread] = context.free;
      if (thread === undefined) return { kind: 'pending', next: self };
      const slot = emitted % chosen.keys;
      const turn = Math.floor(emitted / chosen.keys);
      const key = Math.floor(turn / chosen.opsPerKey) * chosen.keys + slot;
      const before = turn % chosen.opsPerKey === 0 ? [] : (asked[slot] ?? []);
      const { draft, wrote } = draw(context.random, key, turn + 1, before);
      const now = [...asked];
      now[slot] = wrote === null ? before : [wrote, ...before].slice(0, GUESSES);
      return { kind: 'operation', operation: { ...draft, thread }, next: from(chosen, draw, emitted + 1, now) };
    },
    update: () => self,
  };
  return self;
}

/**
 * What was lost while nobody looked is seen now: keys that were in use last are read by every client, so that every node is
 * asked, and older ones a few times by whoever is free, because a read may fail. `named` reads the key off a value.
 */
export function finalReadsOf<Key>(
  f: string,
  keys: number,
  history: History,
  named: z.ZodType<readonly [Key, ...unknown[]]>,
): Generator {
  const reads = (times: number) => (key: Key) => limit(times, operations({ f, value: [key, null] }));
  const all = lastKeys(history, named);
  return sequence(
    eachThread(sequence(...all.slice(0, keys).map(reads(1)))),
    ...all.slice(keys).map(reads(FINAL_READS_OF_OLDER_KEYS)),
  );
}

/** The keys of the history, those that were used last first. */
function lastKeys<Key>(history: History, named: z.ZodType<readonly [Key, ...unknown[]]>): readonly Key[] {
  const keys = new Set<Key>();
  for (let index = history.length - 1; index >= 0 && keys.size < FINAL_KEYS_MAX; index -= 1) {
    const value = named.safeParse(history.value(index));
    if (value.success) keys.add(value.data[0]);
  }
  return [...keys];
}
