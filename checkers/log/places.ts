/** Which element stands at which offset, since when that is known, and what contradicts itself about it. */
import { type History, TYPE_FAIL } from '../../harness/contracts/history.js';
import { callEvents } from '../unique-ids/call-events.js';
import { explainSighting, explainTwoElements, explainTwoOffsets } from './explain-places.js';
import type { Findings } from './findings.js';
import { type LogOperations, NONE, SEND } from './operations.js';

export interface Places {
  /** By event: the call that it began, or answered with ok; or -1. */
  readonly at: Int32Array;
  /** By element: where it was first seen to stand, and the event that showed it; NONE where nothing did. */
  readonly slotOf: Int32Array;
  readonly placedAt: Int32Array;
  /** By slot: the element that was first seen there, and the event that showed it. */
  readonly elementAt: Int32Array;
  readonly shownAt: Int32Array;
  /** By element: the event of the first poll that returned it, or NONE. */
  readonly polledAt: Int32Array;
  /** By slot: its place among all slots of its key that are known, in the order of their offsets. */
  readonly rank: Int32Array;
  /** Slots by key and rank; those of a key begin at `keyStarts` of it. */
  readonly sorted: Int32Array;
  readonly keyStarts: Int32Array;
}

/**
 * One walk over the events in the order in which things became known, and one sort: O(n log n). A log is append-only: an
 * offset holds one element for ever, and an element that was sent once stands at one offset.
 */
export function places(history: History, operations: LogOperations, findings: Findings): Places {
  const walk = new PlaceWalk(history, operations, findings);
  walk.run();
  return { ...walk.known, at: walk.at, ...ranksOf(operations) };
}

class PlaceWalk {
  readonly at: Int32Array;
  readonly known: Pick<Places, 'slotOf' | 'placedAt' | 'elementAt' | 'shownAt' | 'polledAt'>;
  /** By element: it was reported as one that nobody can have sent. */
  private readonly reported: Uint8Array;
  /** Contradictions that were reported: of a slot and an element that stand not together. */
  private readonly contradictions = new Set<number>();

  constructor(
    private readonly history: History,
    private readonly operations: LogOperations,
    private readonly findings: Findings,
  ) {
    const { elements, slots, calls } = operations;
    const column = (length: number): Int32Array => new Int32Array(length).fill(NONE);
    this.at = callEvents(history, calls);
    this.known = {
      ...{ slotOf: column(elements.size), placedAt: column(elements.size), polledAt: column(elements.size) },
      ...{ elementAt: column(slots.size), shownAt: column(slots.size) },
    };
    this.reported = new Uint8Array(elements.size);
  }

  run(): void {
    const { operations, at } = this;
    const { calls, batchesOf, batchStarts, sightingSlots, sightingElements, sent, answered } = operations;
    for (let event = 0; event < at.length; event += 1) {
      const call = at[event]!;
      if (call < 0 || calls.ended[call] !== event) continue;
      if (calls.kinds[call] === SEND) {
        if (answered[call] !== NONE) this.stands(answered[call]!, sent[call]!, event);
        continue;
      }
      const end = batchStarts[batchesOf[call + 1]!]!;
      for (let sighting = batchStarts[batchesOf[call]!]!; sighting < end; sighting += 1) {
        this.polled(sightingElements[sighting]!, event);
        this.stands(sightingSlots[sighting]!, sightingElements[sighting]!, event);
      }
    }
  }

  /** An element was seen at an offset. */
  private stands(slot: number, element: number, event: number): void {
    const { slotOf, placedAt, elementAt, shownAt } = this.known;
    const [there, before] = [elementAt[slot]!, slotOf[element]!];
    if (there === element && before === slot) return;
    if (there === NONE) {
      elementAt[slot] = element;
      shownAt[slot] = event;
    }
    if (before === NONE) {
      slotOf[element] = slot;
      placedAt[element] = event;
    }
    if ((there === NONE || there === element) && (before === NONE || before === slot)) return;
    const pair = slot * this.reported.length + element;
    if (this.contradictions.has(pair)) return;
    this.contradictions.add(pair);
    const { history, operations } = this;
    if (there !== NONE && there !== element) {
      this.findings.found('inconsistent-offsets', () =>
        explainTwoElements(history, operations, { slot, element, event }, { element: there, event: shownAt[slot]! }),
      );
    }
    if (before !== NONE && before !== slot) {
      this.findings.found('duplicate', () =>
        explainTwoOffsets(history, operations, { slot, element, event }, { slot: before, event: placedAt[element]! }),
      );
    }
  }

  /** A poll returned an element. */
  private polled(element: number, event: number): void {
    const { history, operations, known, reported } = this;
    if (known.polledAt[element] === NONE) known.polledAt[element] = event;
    if (reported[element] === 1) return;
    const { sentBy, calls } = operations;
    const send = sentBy[element]!;
    const isUnsent = send === NONE || (history.hasTimes && calls.invoked[send]! > event);
    if (!isUnsent && calls.outcomes[send] !== TYPE_FAIL) return;
    reported[element] = 1;
    this.findings.found(isUnsent ? 'phantom' : 'aborted-read', () =>
      explainSighting(history, operations, element, event),
    );
  }
}

function ranksOf({ slots, keyCount }: LogOperations): Pick<Places, 'rank' | 'sorted' | 'keyStarts'> {
  const keyStarts = new Int32Array(keyCount + 1);
  for (let slot = 0; slot < slots.size; slot += 1) keyStarts[slots.firsts[slot]! + 1]! += 1;
  for (let key = 0; key < keyCount; key += 1) keyStarts[key + 1]! += keyStarts[key]!;
  const offsets = new Float64Array(slots.size);
  const next = keyStarts.slice();
  for (let slot = 0; slot < slots.size; slot += 1) {
    const key = slots.firsts[slot]!;
    offsets[next[key]!] = slots.seconds[slot]!;
    next[key]! += 1;
  }
  const rank = new Int32Array(slots.size);
  const sorted = new Int32Array(slots.size);
  for (let key = 0; key < keyCount; key += 1) {
    // Numbers alone, without a comparison of ours, are sorted several times quicker.
    offsets.subarray(keyStarts[key]!, keyStarts[key + 1]!).sort();
    for (let at = keyStarts[key]!; at < keyStarts[key + 1]!; at += 1) {
      const slot = slots.id(key, offsets[at]!);
      rank[slot] = at - keyStarts[key]!;
      sorted[at] = slot;
    }
  }
  return { rank, sorted, keyStarts };
}
