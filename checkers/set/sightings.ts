/** What is known of each element: when it was asked for, acknowledged, seen; and what reads showed that cannot be. */
import { type History, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { ADD, ENDING, NOBODY, NONE, type SetOperations } from './set-operations.js';

/** A read that showed an element that nobody can have added by then, or more often than it was. */
export interface Misshown {
  readonly element: number;
  /** Position of the read. */
  readonly read: number;
  /** How often it showed the element, and how many adds of it may have happened by then. */
  readonly shown: number;
  readonly attempts: number;
}

/** By element. Operations are positions, moments are events; NONE where there is none. */
export interface Sightings {
  /** The first add that may have happened: the one that was acknowledged first, where one was. */
  readonly adders: Int32Array;
  readonly acknowledged: Int32Array;
  /** The read that ended first of those that showed it. */
  readonly seenBy: Int32Array;
  readonly phantoms: readonly Misshown[];
  readonly duplicates: readonly Misshown[];
}

/**
 * One walk over the events, O(bytes of the reads). An add happens once at most, so a read shows an element no more often
 * than adds of it had begun when the read ended. Where the order of events is no proof, all adds count.
 */
export function sightingsOf(history: History, operations: SetOperations): Sightings {
  const { calls, ids, elements, memberStarts, memberEnds, members, moments } = operations;
  const adders = new Int32Array(ids.size).fill(NONE);
  const acknowledged = new Int32Array(ids.size).fill(NONE);
  const seenBy = new Int32Array(ids.size).fill(NONE);
  const attempts = new Int32Array(ids.size);
  /** By element: the read that showed it last, and how often it did so far. */
  const shownBy = new Int32Array(ids.size).fill(NONE);
  const shown = new Int32Array(ids.size);
  const phantoms = new Map<number, Misshown>();
  const duplicates = new Map<number, Misshown>();
  const ask = (at: number): void => {
    const element = elements[at]!;
    if (element === NONE || calls.outcomes[at] === TYPE_FAIL) return;
    attempts[element]! += 1;
    if (adders[element] === NONE) adders[element] = at;
  };
  if (!history.hasTimes) for (let at = 0; at < calls.length; at += 1) ask(at);
  for (let event = 0; event < history.length; event += 1) {
    const moment = moments[event]!;
    if (moment === NOBODY) continue;
    if (moment >= 0) {
      if (history.hasTimes) ask(moment);
      continue;
    }
    const at = moment - ENDING;
    if (calls.outcomes[at] !== TYPE_OK) continue;
    if (calls.kinds[at] === ADD) {
      const element = elements[at]!;
      if (acknowledged[element] !== NONE) continue;
      acknowledged[element] = event;
      adders[element] = at;
      continue;
    }
    for (let place = memberStarts[at]!; place < memberEnds[at]!; place += 1) {
      const element = members[place]!;
      if (seenBy[element] === NONE) seenBy[element] = at;
      shown[element] = shownBy[element] === at ? shown[element]! + 1 : 1;
      shownBy[element] = at;
      if (shown[element]! <= attempts[element]!) continue;
      const wrong = attempts[element] === 0 ? phantoms : duplicates;
      const known = wrong.get(element);
      if (known !== undefined && known.read !== at) continue;
      wrong.set(element, { element, read: at, shown: shown[element]!, attempts: attempts[element]! });
    }
  }
  return { adders, acknowledged, seenBy, phantoms: [...phantoms.values()], duplicates: [...duplicates.values()] };
}
