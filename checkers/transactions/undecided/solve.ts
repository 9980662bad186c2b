/**
 * Whether pairs of writes can be put in some order so that a graph gets no cycle: what one order of a pair would close a
 * cycle forces the other (as Cobra, OSDI 2020, prunes), until nothing is forced any more; what is left is tried, first all
 * at once along an order that the graph allows, then pair by pair.
 */
import type { Consequences, Meaning, Pair } from './pairs.js';
import type { Reach } from './reach.js';

/** Pairs that are tried both ways at most, one inside the other. */
const MAX_TRIES = 3_000;

export type Solution =
  | { readonly kind: 'possible' }
  /** Whichever order the writes of this pair have: it closes a cycle, if nothing was guessed before. */
  | { readonly kind: 'impossible'; readonly pair: Pair | null }
  | { readonly kind: 'gave-up'; readonly pairs: number };

/** What is forced without guessing. */
export interface Forced {
  /** Pairs in their order. */
  readonly decided: readonly Pair[];
  /** A pair that can stand in neither order. */
  readonly conflict: Pair | null;
}

interface State {
  readonly reach: Reach;
  /** Pairs of nodes, in turn, of which the first may not reach the second. */
  readonly forbidden: number[];
  readonly pairs: readonly Pair[];
}

export class Solver {
  private tries = 0;

  constructor(
    /** What an order of a pair would mean. */
    private readonly meaning: Pick<Meaning, 'of'>,
    private readonly isOver: () => boolean,
    /** Where two writes could stand in either order, the one with the lower number is tried first. */
    private readonly moment: (write: number) => number,
    private readonly nodeOf: (write: number) => number,
  ) {}

  solve(reach: Reach, forbidden: readonly number[], pairs: readonly Pair[]): Solution {
    const start: State = { reach, forbidden: [...forbidden], pairs };
    if (!isAllowed(start)) return { kind: 'impossible', pair: null };
    return this.search(start);
  }

  /** Only what is forced, as far as time allows. */
  force(reach: Reach, pairs: readonly Pair[]): Forced {
    const decided: Pair[] = [];
    const { conflict } = this.propagate({ reach, forbidden: [], pairs }, decided) ?? { conflict: null };
    return { decided, conflict };
  }

  private search(state: State): Solution {
    const propagated = this.propagate(state);
    if (propagated === null) return { kind: 'gave-up', pairs: state.pairs.length };
    if (propagated.conflict !== null) return { kind: 'impossible', pair: propagated.conflict };
    const { undecided } = propagated;
    const [first] = undecided;
    if (first === undefined || this.alongOneOrder({ ...state, pairs: undecided })) return { kind: 'possible' };
    let gaveUp = false;
    for (const pair of [first, { left: first.right, right: first.left }]) {
      this.tries += 1;
      if (this.tries > MAX_TRIES || this.isOver()) return { kind: 'gave-up', pairs: undecided.length };
      const next: State = { reach: state.reach.copy(), forbidden: [...state.forbidden], pairs: undecided.slice(1) };
      if (!this.apply(next, this.meaning.of(pair.left, pair.right))) continue;
      const solution = this.search(next);
      if (solution.kind === 'possible') return solution;
      if (solution.kind === 'gave-up') gaveUp = true;
    }
    return gaveUp ? { kind: 'gave-up', pairs: undecided.length } : { kind: 'impossible', pair: first };
  }

  /** Applies what is forced, and notes it. What is left, or what can be neither way; null when time is over. */
  private propagate(
    state: State,
    decided: Pair[] = [],
  ): { readonly undecided: readonly Pair[]; readonly conflict: Pair | null } | null {
    let pairs = state.pairs;
    for (;;) {
      const undecided: Pair[] = [];
      for (const pair of pairs) {
        if (this.isOver()) return null;
        const turned = { left: pair.right, right: pair.left };
        const forwards = this.meaning.of(pair.left, pair.right);
        const backwards = this.meaning.of(pair.right, pair.left);
        const canForwards = isPossible(state, forwards);
        const canBackwards = isPossible(state, backwards);
        if (canForwards && canBackwards) {
          undecided.push(pair);
          continue;
        }
        const isPossibleAtAll = (canForwards || canBackwards) && this.apply(state, canForwards ? forwards : backwards);
        if (!isPossibleAtAll) return { undecided, conflict: pair };
        decided.push(canForwards ? pair : turned);
      }
      if (undecided.length === pairs.length) return { undecided, conflict: null };
      pairs = undecided;
    }
  }

  /** Puts all pairs in an order in which the nodes could stand, if that closes no cycle. */
  private alongOneOrder(state: State): boolean {
    const next: State = { ...state, reach: state.reach.copy(), forbidden: [...state.forbidden] };
    const sizes = new Map<number, number>();
    const sizeOf = (write: number): number => {
      const known = sizes.get(write) ?? state.reach.size(this.nodeOf(write));
      sizes.set(write, known);
      return known;
    };
    for (const { left, right } of state.pairs) {
      if (this.isOver()) return false;
      // Whatever reaches more stands before whatever it reaches.
      const difference = sizeOf(right) - sizeOf(left) || this.moment(left) - this.moment(right);
      const [first, second] = difference <= 0 ? [left, right] : [right, left];
      const guess = this.meaning.of(first, second);
      if (isPossible(next, guess)) {
        if (!this.apply(next, guess)) return false;
      } else if (!this.apply(next, this.meaning.of(second, first))) return false;
    }
    return true;
  }

  /** False when it closes a cycle. */
  private apply(state: State, { edges, forbidden }: Consequences): boolean {
    for (let at = 0; at < edges.length; at += 2) {
      if (state.reach.has(edges[at + 1]!, edges[at]!) || edges[at] === edges[at + 1]) return false;
      state.reach.add(edges[at]!, edges[at + 1]!);
    }
    state.forbidden.push(...forbidden);
    return isAllowed(state);
  }
}

function isAllowed({ reach, forbidden }: State): boolean {
  for (let at = 0; at < forbidden.length; at += 2) if (reach.has(forbidden[at]!, forbidden[at + 1]!)) return false;
  return true;
}

/** Does no single edge of it close a cycle, or open a way that is forbidden? */
function isPossible({ reach, forbidden }: State, { edges, forbidden: more }: Consequences): boolean {
  const leads = (from: number, to: number): boolean => from === to || reach.has(from, to);
  for (let at = 0; at < edges.length; at += 2) if (leads(edges[at + 1]!, edges[at]!)) return false;
  for (let at = 0; at < more.length; at += 2) if (leads(more[at]!, more[at + 1]!)) return false;
  if (forbidden.length === 0) return true;
  for (let edge = 0; edge < edges.length; edge += 2) {
    for (let at = 0; at < forbidden.length; at += 2) {
      if (leads(forbidden[at]!, edges[edge]!) && leads(edges[edge + 1]!, forbidden[at + 1]!)) return false;
    }
  }
  return true;
}
