/** What each consumer read, one poll after the other: never backwards, and nothing left out. */
import { type History, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { explainBackwards, explainSkip, type Step } from './explain-polls.js';
import type { Findings } from './findings.js';
import { ASSIGN, type LogOperations, NONE, POLL, SEND, SUBSCRIBE } from './operations.js';
import type { Places } from './places.js';

/** A consumer that was answered with nothing again and again, and then asked no more. */
export interface EmptyRun {
  /** Calls of its polls, one after the other. */
  readonly polls: readonly number[];
  /** The keys that it reads; null: all of them. */
  readonly keys: ReadonlySet<number> | null;
}

export interface Reading {
  /** By call: an answered poll of a process that never subscribed, so that what it reads is given to nobody else. */
  readonly isOwn: Uint8Array;
  readonly emptyRuns: readonly EmptyRun[];
}

interface Consumer {
  subscribed: boolean;
  /** Null until it was assigned anything. */
  keys: Set<number> | null;
  /** By key: the slot that it saw last since it was assigned, and the event that showed it. */
  readonly last: Map<number, Step['from']>;
  empties: number[];
}

/**
 * Within one poll offsets grow, and pass over none that is known to hold an element. So they do from poll to poll of one
 * process, as long as it is not assigned anew. With `subscribe` a group may give a key to another at any time, and without
 * either nobody knows where a poll begins: then polls are judged one by one. O(n).
 */
export function judgeConsumers(
  history: History,
  operations: LogOperations,
  known: Places,
  findings: Findings,
): Reading {
  const { calls, values } = operations;
  const isOwn = new Uint8Array(calls.length);
  const consumers = new Map<number, Consumer>();
  for (let event = 0; event < known.at.length; event += 1) {
    const call = known.at[event]!;
    if (call < 0 || calls.kinds[call] === SEND) continue;
    const process = history.processes[event]!;
    const consumer = consumers.get(process) ?? { subscribed: false, keys: null, last: new Map(), empties: [] };
    consumers.set(process, consumer);
    const isAnswer = calls.ended[call] === event;
    if (calls.kinds[call] !== POLL) {
      consumer.last.clear();
      consumer.empties = [];
      if (calls.kinds[call] === SUBSCRIBE) consumer.subscribed = true;
      else if (isAnswer && calls.kinds[call] === ASSIGN)
        consumer.keys = keysOf(history.value(calls.invoked[call]!), values);
      continue;
    }
    if (!isAnswer) {
      // Of a poll that fails or never ends nobody knows what it would have returned.
      if (calls.outcomes[call] !== TYPE_OK) consumer.empties = [];
      continue;
    }
    isOwn[call] = consumer.subscribed ? 0 : 1;
    readPoll(history, operations, known, findings, call, consumer);
  }
  const emptyRuns = [...consumers.values()].flatMap(({ subscribed, keys, empties }) =>
    subscribed || empties.length === 0 ? [] : [{ keys, polls: empties }],
  );
  return { isOwn, emptyRuns };
}

function readPoll(
  history: History,
  operations: LogOperations,
  { rank, sorted, keyStarts, shownAt }: Places,
  findings: Findings,
  call: number,
  consumer: Consumer,
): void {
  const { calls, batchesOf, batchKeys, batchStarts, sightingSlots } = operations;
  const event = calls.ended[call]!;
  const follows = consumer.keys !== null && !consumer.subscribed;
  let isEmpty = true;
  for (let batch = batchesOf[call]!; batch < batchesOf[call + 1]!; batch += 1) {
    const key = batchKeys[batch]!;
    const [start, end] = [batchStarts[batch]!, batchStarts[batch + 1]!];
    if (start === end) continue;
    isEmpty = false;
    const before = follows && consumer.keys?.has(key) === true ? consumer.last.get(key) : undefined;
    let last = before?.slot ?? NONE;
    for (let sighting = start; sighting < end; sighting += 1) {
      const slot = sightingSlots[sighting]!;
      const step = rank[slot]! - (last === NONE ? rank[slot]! - 1 : rank[last]!);
      if (step !== 1) {
        const isInside = sighting > start || before === undefined;
        const from = isInside ? { slot: last, event } : before;
        const found: Step = { call, from, to: slot, isInside };
        if (step < 1) findings.found('nonmonotonic-poll', () => explainBackwards(history, operations, found));
        else {
          const passed = sorted.subarray(keyStarts[key]! + rank[last]! + 1, keyStarts[key]! + rank[slot]!);
          findings.found('skipped-poll', () =>
            explainSkip(history, operations, found, earliest(passed, shownAt), shownAt),
          );
        }
      }
      last = slot;
    }
    if (follows) consumer.last.set(key, { slot: last, event });
  }
  if (isEmpty) consumer.empties.push(call);
  else consumer.empties = [];
}

/** Of slots, the one that was known first. */
function earliest(slots: Int32Array, shownAt: Int32Array): number {
  return slots.reduce((best, slot) => (shownAt[slot]! < shownAt[best]! ? slot : best));
}

function keysOf(value: unknown, values: LogOperations['values']): Set<number> {
  return new Set((Array.isArray(value) ? value : [value]).map((key: unknown) => values.keyOf(key)));
}

/** No poll of the history might have returned anything that nobody knows. */
export function allPollsKnown({ calls }: LogOperations): boolean {
  for (let call = 0; call < calls.length; call += 1) {
    if (calls.kinds[call] !== POLL) continue;
    if (calls.outcomes[call] !== TYPE_OK && calls.outcomes[call] !== TYPE_FAIL) return false;
  }
  return true;
}
