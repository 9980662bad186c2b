/**
 * Sets to which elements are only added, without a search. An element comes in at one moment, and every read says of
 * every element whether that moment lay before it: so the sets that were read form a chain, the chain gives the order of
 * all moments and reads, and each of them must have room there. Linear in the bytes of the reads, but for sorting.
 */

import { show } from '../../../harness/history/canonical-json.js';
import { UNKNOWN } from '../model.js';
import { type Judgement, OPEN, type Operations } from '../operations.js';
import { broken } from './elements.js';

/** When an element came in: after `from`, before `until` (event indices), and which operations say so. */
interface Window {
  from: number;
  fromBy: number;
  until: number;
  untilBy: number;
  isAdded: boolean;
  isShown: boolean;
  /** Index of the first set of the chain that has it. */
  rank: number;
  /** The last read that was seen to have it. */
  seenBy: number;
}

interface Read {
  readonly at: number;
  readonly members: readonly unknown[];
}

const NOBODY = -1;
/** Past all ranks. */
const NEVER_READ = 2 ** 30;

export function judgeSet(operations: Operations): Judgement {
  const windows = new Map<unknown, Window>();
  const reads: Read[] = [];
  const { length, invoked, returned, calls, table } = operations;
  for (let at = 0; at < length; at += 1) {
    const { f, input, output } = table[calls[at]!]!;
    const isKnown = returned[at] !== OPEN && output !== UNKNOWN;
    if (f === 'remove') return { kind: 'inapplicable' };
    if (f === 'read') {
      if (isKnown) reads.push({ at, members: output as readonly unknown[] });
      continue;
    }
    const window = windowOf(windows, input);
    if (f === 'add') {
      // Of several, the first to take effect brings it in: no later than any of them has ended.
      if (!window.isAdded) narrowFrom(window, invoked[at]!, at);
      window.isAdded = true;
      if (returned[at] !== OPEN) {
        window.isShown = true;
        narrowUntil(window, returned[at]!, at);
      }
    }
  }
  for (let at = 0; at < length; at += 1) {
    const { f, input, output } = table[calls[at]!]!;
    if (f !== 'contains' || returned[at] === OPEN || output === UNKNOWN) continue;
    const window = windowOf(windows, input);
    if (output === true) {
      if (!window.isAdded) return broken([at], '{0} found what nobody had begun to add by then.');
      window.isShown = true;
      narrowUntil(window, returned[at]!, at);
    } else if (window.isAdded && invoked[at]! > window.from) narrowFrom(window, invoked[at]!, at);
  }
  return judgeChain(operations, windows, reads);
}

function windowOf(windows: Map<unknown, Window>, element: unknown): Window {
  const key = keyOf(element);
  let window = windows.get(key);
  if (window === undefined) {
    window = {
      from: -1,
      fromBy: NOBODY,
      until: OPEN,
      untilBy: NOBODY,
      isAdded: false,
      isShown: false,
      rank: NEVER_READ,
      seenBy: NOBODY,
    };
    windows.set(key, window);
  }
  return window;
}

function narrowFrom(window: Window, event: number, at: number): void {
  window.from = event;
  window.fromBy = at;
}

function narrowUntil(window: Window, event: number, at: number): void {
  if (event >= window.until) return;
  window.until = event;
  window.untilBy = at;
}

/** Numbers and strings are their own keys; they are by far the most. */
function keyOf(element: unknown): unknown {
  return typeof element === 'number' ? element : `${typeof element} ${show(element)}`;
}

function judgeChain(operations: Operations, windows: Map<unknown, Window>, reads: readonly Read[]): Judgement {
  const sets: { readonly at: number; readonly members: readonly Window[] }[] = [];
  for (const { at, members } of reads) {
    const found: Window[] = [];
    for (const member of members) {
      const window = windows.get(keyOf(member));
      if (window === undefined || !window.isAdded) return broken([at], '{0} saw what nobody had begun to add by then.');
      // What is listed twice is in the set once.
      if (window.seenBy === at) continue;
      window.seenBy = at;
      window.isShown = true;
      found.push(window);
    }
    sets.push({ at, members: found });
  }
  sets.sort((left, right) => left.members.length - right.members.length);
  const ranks: number[] = [];
  let rank = -1;
  let size = -1;
  for (const [index, { at, members }] of sets.entries()) {
    let old = 0;
    for (const window of members) if (window.rank !== NEVER_READ) old += 1;
    if (index > 0 && old < size) {
      return incomparable(operations, at, sets[index - 1]!.at);
    }
    if (members.length > size) {
      rank += 1;
      size = members.length;
      for (const window of members) if (window.rank === NEVER_READ) window.rank = rank;
    }
    ranks.push(rank);
  }
  return judgeRoom(
    operations,
    windows,
    sets.map(({ at }, index) => ({ at, rank: ranks[index]! })),
  );
}

/** Everything in the order of the chain; each must have ended after whatever comes before it had begun. */
function judgeRoom(
  { invoked, returned }: Operations,
  windows: Map<unknown, Window>,
  reads: readonly { readonly at: number; readonly rank: number }[],
): Judgement {
  const moments = [...windows.values()]
    .filter(({ isAdded, isShown }) => isAdded && isShown)
    .map(({ from, fromBy, until, untilBy, rank }) => ({ place: rank * 2, from, fromBy, until, untilBy }));
  for (const { from, fromBy, until, untilBy } of moments) {
    if (until < from) return broken([fromBy, untilBy], '{0} cannot have come after {1}, nor before it.');
  }
  for (const { at, rank } of reads) {
    moments.push({ place: rank * 2 + 1, from: invoked[at]!, fromBy: at, until: returned[at]!, untilBy: at });
  }
  moments.sort((left, right) => left.place - right.place);
  let latest = { from: -1, fromBy: NOBODY };
  for (let first = 0; first < moments.length; ) {
    let next = first;
    for (; next < moments.length && moments[next]!.place === moments[first]!.place; next += 1) {
      const { until, untilBy } = moments[next]!;
      if (until < latest.from) {
        return broken(
          [latest.fromBy, untilBy],
          '{0} only began after {1} had ended, but from what they and the reads say it must have come first.',
        );
      }
    }
    for (; first < next; first += 1) if (moments[first]!.from > latest.from) latest = moments[first]!;
  }
  return { kind: 'linearizable' };
}

/** Each of two reads lacks what the other one saw. */
function incomparable({ invoked, calls, table }: Operations, one: number, other: number): Judgement {
  const [later, earlier] = invoked[one]! > invoked[other]! ? [one, other] : [other, one];
  const lacking = (at: number, seen: number): string => {
    const members = new Set((table[calls[at]!]!.output as readonly unknown[]).map(keyOf));
    return show((table[calls[seen]!]!.output as readonly unknown[]).find((member) => !members.has(keyOf(member))));
  };
  return broken(
    [later, earlier],
    `{0} lacks ${lacking(later, earlier)}, which {1} saw, and {1} lacks ${lacking(earlier, later)}, which {0} saw: neither can have come first.`,
  );
}
