/** What unique and growing ids are, word for word: over all pairs of answers. */
import type { Operation } from '../../harness/contracts/operation.js';

interface Given {
  readonly id: unknown;
  readonly from: number;
  readonly to: number;
}

function given(events: readonly Operation[]): readonly Given[] {
  return events
    .filter(({ f, type }) => f === 'generate' && type === 'ok')
    .map(({ index, process, value }) => {
      const call = events.findLast((event) => event.index < index && event.process === process);
      return { id: value, from: call?.index ?? -1, to: index };
    });
}

/** Null where nothing was given out. */
export function idsAreUnique(events: readonly Operation[]): boolean | null {
  const ids = given(events).map(({ id }) => JSON.stringify(id));
  return ids.length === 0 ? null : ids.every((id, at) => ids.indexOf(id) === at);
}

/** Null where there are no two to compare. Of numbers and strings as JavaScript compares them. */
export function idsGrow(events: readonly Operation[]): boolean | null {
  const all = given(events);
  if (all.length < 2) return null;
  return all.every((one) => all.every((other) => one.to > other.from || (one.id as number) < (other.id as number)));
}
