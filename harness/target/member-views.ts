/** What several members say about who is one, and how many of them it takes: pure arithmetic. */
import type { Member } from '../contracts/target.js';

/** Who is a member, as one node sees it. */
export type View = readonly Member[];

/** The fewest that are more than half of so many voters. */
export function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** What a cluster would be without one of its members. */
export interface Without {
  /** Voters that would remain, those that we do not know by name among them. */
  readonly voters: number;
  readonly needed: number;
  /** How many of them are up. */
  readonly up: number;
}

/** What remains when `leaving` is gone; it need not be up, nor a member. */
export function without(view: View, leaving: string, up: readonly string[]): Without {
  const remaining = view.filter(({ node, votes }) => votes && node !== leaving);
  return {
    voters: remaining.length,
    needed: majorityOf(remaining.length),
    up: remaining.filter(({ node }) => node !== null && up.includes(node)).length,
  };
}

/**
 * Can those that are up let one more in? It counts before it runs, and so must not be needed: two of three that are up
 * would have lost the majority of four. A cluster of one cannot but rely on its second.
 */
export function hasRoomForOneMore(view: View, up: readonly string[]): boolean {
  const { voters, up: alive } = without(view, '', up);
  return alive >= majorityOf(voters + 1) || (voters === 1 && alive === 1);
}

/**
 * Whether a node is a member: 'in' when all views have it with a vote, 'out' when none has it at all; 'unclear' when
 * they disagree, when it has no vote yet, and when there is no view.
 */
export function agreement(views: readonly View[], name: string): 'in' | 'out' | 'unclear' {
  const seen = views.map((view) => view.find(({ node }) => node === name));
  if (seen.length === 0) return 'unclear';
  if (seen.every((member) => member?.votes === true)) return 'in';
  return seen.every((member) => member === undefined) ? 'out' : 'unclear';
}
