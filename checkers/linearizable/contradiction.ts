/** Two or three operations on a register that cannot all be right, found among a few and said in words. */
import type { AnyModel } from './model.js';
import { OPEN, type Operations } from './operations.js';

/** `{0}`, `{1}`, … in the sentence stand for the operations. */
export interface Contradiction {
  /** Event indices of invocations; the culprit is not among them. */
  readonly witnesses: readonly number[];
  readonly sentence: string;
  /** Pairs of witnesses (or CULPRIT) of which the first had ended before the second began: what the sentence rests on. */
  readonly before: readonly (readonly [number, number])[];
}

/** An operation that is not among those that could have happened by then, but would have brought a value. */
export interface Elsewhere {
  /** Event index of its invocation. */
  readonly event: number;
  readonly how: 'later' | 'failed';
}

export const CULPRIT = -1;

/**
 * For operations of which each brings about and shows single values: a value that nobody wrote, one from the future, or
 * one that was certainly overwritten before. Null where it is not as simple as that.
 */
export function findContradiction(
  model: AnyModel,
  operations: Operations,
  culprit: number,
  elsewhere: (value: string) => Elsewhere | null,
): Contradiction | null {
  const { effects } = model;
  if (effects === undefined || model.family !== 'register') return null;
  const { length, invoked, returned, calls, table } = operations;
  const all = Array.from({ length }, (_, at) => ({ at, ...effects(table[calls[at]!]!) }));
  const shows = all[culprit]?.shows[0];
  if (shows === undefined) return null;
  const writers = all.filter(({ brings, at }) => brings === shows && at !== culprit);
  const initial = shows === JSON.stringify(model.init);
  if (writers.length === 0 && !initial) return unwritten(shows, elsewhere(shows));
  if (writers.length > 1 || (writers.length === 1 && initial)) return null;
  const writer = writers[0]?.at;
  // Another value that was certainly there after this one was written, and before the culprit began.
  const writtenBy = writer === undefined ? -1 : returned[writer]!;
  let best: { readonly over: number; readonly proof: number } | null = null;
  for (const { at: over, brings } of all) {
    if (brings === null || brings === shows || invoked[over]! <= writtenBy) continue;
    for (const { at: proof, shows: seen } of all) {
      if (returned[proof] === OPEN || (proof !== over && seen[0] !== brings)) continue;
      if (returned[proof]! > invoked[culprit]! || (best !== null && returned[proof]! <= returned[best.proof]!))
        continue;
      best = { over, proof };
    }
  }
  if (best === null) return null;
  return staleness(shows, invoked, best.over, best.proof, writer);
}

function unwritten(value: string, elsewhere: Elsewhere | null): Contradiction {
  if (elsewhere === null) return { witnesses: [], sentence: `Nobody ever wrote ${value}.`, before: [] };
  const witnesses = [elsewhere.event];
  return elsewhere.how === 'later'
    ? { witnesses, sentence: `${value} was only written later, by {0}.`, before: [[CULPRIT, 0]] }
    : { witnesses, sentence: `${value} was only ever meant to be written by {0}, which failed.`, before: [] };
}

function staleness(
  shows: string,
  invoked: Int32Array,
  over: number,
  proof: number,
  writer: number | undefined,
): Contradiction {
  const positions = [over, ...(proof === over ? [] : [proof]), ...(writer === undefined ? [] : [writer])];
  const writerAt = positions.length - 1;
  const seen =
    proof === over
      ? 'which had ended before it began'
      : 'which had taken effect before it began, for {1} had shown its value by then';
  const before =
    writer === undefined
      ? `${shows} is what was there at the very beginning`
      : `{${writerAt}} had ended before that one began`;
  return {
    witnesses: positions.map((at) => invoked[at]!),
    sentence: `It is stale: it missed {0}, ${seen}; and ${before}.`,
    before: [[proof === over ? 0 : 1, CULPRIT], ...(writer === undefined ? [] : [[writerAt, 0] as const])],
  };
}
