/** What leadership promises, word for word: over all pairs of answers. */
import type { Operation } from '../../harness/contracts/operation.js';

interface Told {
  readonly leader: string | null;
  readonly term: number;
  readonly asked: string | undefined;
  readonly from: number;
  readonly to: number;
}

/** Null where nobody was told a term. */
export function leadershipHolds(events: readonly Operation[]): boolean | null {
  const told = events
    .filter(({ type, f, value }) => type === 'ok' && f === 'leader' && value !== null)
    .map(({ index, process, value }): Told => {
      const call = events.findLast((event) => event.index < index && event.process === process);
      const { node, term } = value as { node: string | null; term: number };
      return { leader: node, term, asked: call?.node, from: call?.index ?? -1, to: index };
    });
  if (told.length === 0) return null;
  return told.every((one) =>
    told.every(
      (other) =>
        (one.term !== other.term || one.leader === null || other.leader === null || one.leader === other.leader) &&
        (one.asked === undefined || one.asked !== other.asked || one.to > other.from || one.term <= other.term),
    ),
  );
}
