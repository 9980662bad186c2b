/** Two or three operations on a register that cannot all be right, found among a few and said in words. */
import type { AnyModel, Effects } from './model.js';
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
  const { length, calls, table } = operations;
  const all = Array.from({ length }, (_, at) => ({ at, ...effects(table[calls[at]!]!) }));
  const shows = all[culprit]?.shows[0];
  if (shows === undefined) return null;
  const writers = all.filter(({ brings, at }) => brings === shows && at !== culprit);
  const initial = shows === JSON.stringify(model.init);
  if (writers.length === 0 && !initial) return unwritten(shows, elsewhere(shows));
  if (writers.length > 1 || (writers.length === 1 && initial)) return null;
  return staleness(operations, all, { culprit, shows, first: JSON.stringify(model.init) });
}

interface Seen extends Effects {
  readonly at: number;
}

function unwritten(value: string, elsewhere: Elsewhere | null): Contradiction {
  if (elsewhere === null) return { witnesses: [], sentence: `Nobody ever wrote ${value}.`, before: [] };
  const witnesses = [elsewhere.event];
  return elsewhere.how === 'later'
    ? { witnesses, sentence: `${value} was only written later, by {0}.`, before: [[CULPRIT, 0]] }
    : { witnesses, sentence: `${value} was only ever meant to be written by {0}, which failed.`, before: [] };
}

/**
 * Another value was certainly there before the culprit began, and after the one that it shows: each was brought once, so
 * that one was gone by then.
 */
function staleness(
  { invoked, returned }: Operations,
  all: readonly Seen[],
  { culprit, shows, first }: { readonly culprit: number; readonly shows: string; readonly first: string },
): Contradiction | null {
  const about = (value: string): readonly number[] =>
    all
      .filter(({ at, brings, shows: [seen] }) => at !== culprit && (brings === value || seen === value))
      .map(({ at }) => at);
  const isOnce = (value: string): boolean =>
    value !== first && all.filter(({ brings }) => brings === value).length === 1;
  const old = firstToReturn(returned, about(shows));
  const ancestors = ancestorsOf(all, shows, isOnce).map((value) => ({
    value,
    old: firstToReturn(returned, about(value)),
  }));
  let best: Contradiction | null = null;
  for (const { at: over, brings, shows: replaced } of all) {
    if (brings === null || brings === shows || !isOnce(brings)) continue;
    const those = all.filter((each) => each.at === over || each.shows[0] === brings);
    const proof = firstToReturn(
      returned,
      those.map(({ at }) => at),
    );
    if (proof === undefined || returned[proof]! > invoked[culprit]!) continue;
    const last = those.map(({ at }) => at).reduce((left, right) => (invoked[right]! > invoked[left]! ? right : left));
    const story = new Story(invoked);
    const missed = `It is stale: it missed ${story.name(over)}`;
    const gone =
      proof === over
        ? 'which had ended before it began'
        : `which had taken effect before it began, for ${story.name(proof)} had shown its value by then`;
    story.needs(proof, CULPRIT);
    let order: string;
    if (shows === first) order = `${shows} is what was there at the very beginning`;
    else if (replaced[0] === shows) order = 'that one replaced it';
    else if (old !== undefined && returned[old]! < invoked[last]!) {
      story.needs(old, last);
      order =
        last === over
          ? `${story.name(old)} had ended before that one began`
          : `${shows} came before it, for ${story.name(old)} had ended before ${story.name(last)} began`;
    } else {
      const early = ancestors.find((each) => each.old !== undefined && returned[each.old]! < invoked[last]!);
      if (early?.old === undefined || ancestors.some(({ value }) => value === brings)) continue;
      story.needs(early.old, last);
      const began = last === over ? 'that one began' : `${story.name(last)} began`;
      order = `${shows} came before it, for it was made from ${early.value} by compare-and-set alone, and ${story.name(early.old)} had ended before ${began}`;
    }
    const found = story.told(`${missed}, ${gone}; and ${order}.`);
    if (best === null || found.witnesses.length < best.witnesses.length) best = found;
  }
  return best;
}

/**
 * The values from which one was made by compare-and-set, the nearest first: while each was brought once, no other value
 * was there between them. It ends at one that may have been there more than once.
 */
function ancestorsOf(all: readonly Seen[], value: string, isOnce: (value: string) => boolean): readonly string[] {
  const found: string[] = [];
  for (let made = value; ; ) {
    const makers = all.filter(({ brings }) => brings === made);
    const from = makers.length === 1 ? makers[0]!.shows[0] : undefined;
    if (from === undefined || !isOnce(from) || from === value || found.includes(from)) return found;
    found.push(from);
    made = from;
  }
}

function firstToReturn(returned: Int32Array, positions: readonly number[]): number | undefined {
  const ended = positions.filter((at) => returned[at] !== OPEN);
  return ended.length === 0
    ? undefined
    : ended.reduce((left, right) => (returned[right]! < returned[left]! ? right : left));
}

/** Collects the operations that a sentence names, and what it claims of them. */
class Story {
  private readonly witnesses: number[] = [];
  private readonly before: (readonly [number, number])[] = [];

  constructor(private readonly invoked: Int32Array) {}

  name(at: number): string {
    return `{${this.index(at)}}`;
  }

  /** The first must have ended before the second began. */
  needs(first: number, second: number): void {
    this.before.push([this.index(first), this.index(second)]);
  }

  told(sentence: string): Contradiction {
    return { witnesses: this.witnesses.map((at) => this.invoked[at]!), sentence, before: this.before };
  }

  private index(at: number): number {
    if (at === CULPRIT) return CULPRIT;
    if (!this.witnesses.includes(at)) this.witnesses.push(at);
    return this.witnesses.indexOf(at);
  }
}
