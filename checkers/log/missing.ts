/** Acknowledged elements that no poll ever returned: which of them are lost, and which were only not read. */
import { type History, NEMESIS_PROCESS, TYPE_OK } from '../../harness/contracts/history.js';
import { allPollsKnown, type EmptyRun, type Reading } from './consumers.js';
import { explainLost, explainUnseen } from './explain-missing.js';
import type { Findings } from './findings.js';
import { type LogOperations, NONE, POLL, SEND } from './operations.js';
import type { Places } from './places.js';

/** A consumer that gets nothing so many times in a row, over so long, has reached the end. */
export const EMPTY_POLLS_MIN = 3;
export const EMPTY_SPAN_MS = 2_000;

const NS_PER_MS = 1e6;

export interface Missing {
  readonly acknowledged: number;
  readonly lost: number;
  /** Not returned though a consumer had reached the end. */
  readonly unseen: number;
  /** Not returned, and it is not known that anybody came so far. */
  readonly unread: number;
}

/** The end of a log as a consumer reached it. */
interface End {
  /** What was acknowledged before this event began should have been there. */
  readonly event: number;
  readonly run: EmptyRun;
}

/**
 * A consumer that reads for itself begins at the beginning of a log. So when it has come to some offset, it has passed
 * everything below, and what stood there was returned to it. What one of a group does not get another does, so where all
 * polls are known, the same holds of all together. O(n).
 */
export function judgeMissing(
  history: History,
  operations: LogOperations,
  known: Places,
  reading: Reading,
  findings: Findings,
): Missing {
  const { calls, sent, answered, slots, elements, keyCount } = operations;
  const counts = passes(history, operations, reading);
  const ends = history.hasTimes ? endsReached(history, operations, reading) : new Map<number, End>();
  const lost = Array.from({ length: keyCount }, (): number[] => []);
  const unseen = Array.from({ length: keyCount }, (): number[] => []);
  let [acknowledged, unread] = [0, 0];
  for (let call = 0; call < calls.length; call += 1) {
    if (calls.kinds[call] !== SEND || calls.outcomes[call] !== TYPE_OK) continue;
    acknowledged += 1;
    const element = sent[call]!;
    if (known.polledAt[element] !== NONE) continue;
    const key = elements.firsts[element]!;
    const slot = answered[call]!;
    const ended = calls.ended[call]!;
    const isPassed = slot === NONE ? counts.latestSend[key]! > ended : counts.greatest[key]! > slots.seconds[slot]!;
    const end = ends.get(key);
    if (isPassed) lost[key]!.push(call);
    else if (end !== undefined && ended < end.event) unseen[key]!.push(call);
    else unread += 1;
  }
  let [lostCount, unseenCount] = [0, 0];
  for (let key = 0; key < keyCount; key += 1) {
    const [gone, never] = [lost[key]!, unseen[key]!];
    lostCount += gone.length;
    unseenCount += never.length;
    if (gone.length > 0) {
      findings.found('lost-write', () => explainLost(history, operations, gone, counts.isPassing, reading.isOwn));
    }
    const run = ends.get(key)?.run;
    if (never.length > 0 && run !== undefined) {
      findings.found('unseen', () => explainUnseen(history, operations, never, run));
    }
  }
  return { acknowledged, lost: lostCount, unseen: unseenCount, unread };
}

/** How far logs were read: by those who must have passed everything below. */
function passes(history: History, operations: LogOperations, { isOwn }: Reading) {
  const { calls, batchesOf, batchKeys, batchStarts, sightingSlots, sightingElements, slots, sentBy } = operations;
  const allKnown = allPollsKnown(operations);
  const isPassing = (call: number): boolean =>
    calls.kinds[call] === POLL && calls.outcomes[call] === TYPE_OK && (allKnown || isOwn[call] === 1);
  const greatest = new Float64Array(operations.keyCount).fill(Number.NEGATIVE_INFINITY);
  /** By key: the latest beginning of a send whose element was returned; where there are no times, never. */
  const latestSend = new Int32Array(operations.keyCount).fill(NONE);
  for (let call = 0; call < calls.length; call += 1) {
    if (!isPassing(call)) continue;
    for (let batch = batchesOf[call]!; batch < batchesOf[call + 1]!; batch += 1) {
      const key = batchKeys[batch]!;
      for (let at = batchStarts[batch]!; at < batchStarts[batch + 1]!; at += 1) {
        greatest[key] = Math.max(greatest[key]!, slots.seconds[sightingSlots[at]!]!);
        const send = sentBy[sightingElements[at]!]!;
        // What was returned before it was sent is a phantom, and proves nothing.
        if (send === NONE || !history.hasTimes || calls.invoked[send]! > calls.ended[call]!) continue;
        latestSend[key] = Math.max(latestSend[key]!, calls.invoked[send]!);
      }
    }
  }
  return { isPassing, greatest, latestSend };
}

/** By key: the latest moment at which a consumer had certainly reached the end, when all faults were over. */
function endsReached(history: History, operations: LogOperations, { emptyRuns }: Reading): ReadonlyMap<number, End> {
  const { calls, keyCount } = operations;
  let lastFault = -1;
  for (let event = 0; event < history.length; event += 1) {
    if (history.processes[event] === NEMESIS_PROCESS) lastFault = event;
  }
  const ends = new Map<number, End>();
  for (const { polls, keys } of emptyRuns) {
    const lastNs = history.times[calls.invoked[polls.at(-1)!]!]!;
    const enough = polls.length - EMPTY_POLLS_MIN;
    let first = -1;
    for (let at = 0; at <= enough; at += 1) {
      if (lastNs - history.times[calls.invoked[polls[at]!]!]! >= EMPTY_SPAN_MS * NS_PER_MS) first = at;
      else break;
    }
    if (first < 0 || calls.invoked[polls[first]!]! < lastFault) continue;
    const end: End = { event: calls.invoked[polls[first]!]!, run: { keys, polls: polls.slice(first) } };
    for (let key = 0; key < keyCount; key += 1) {
      if (keys !== null && !keys.has(key)) continue;
      const known = ends.get(key);
      if (known === undefined || known.event < end.event) ends.set(key, end);
    }
  }
  return ends;
}
