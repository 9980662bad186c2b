/** What it means that an acknowledged element is not to be read, in plain words. */
import type { Anomaly } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { sayLosses, summariseLosses } from '../explaining/losses.js';
import { counted, moment } from '../explaining/moments.js';
import type { EmptyRun } from './consumers.js';
import { type LogOperations, NONE } from './operations.js';
import { pollAt, theLog } from './wording.js';

/** Elements of one key that are lost; `gone` are the calls that sent them. */
export function explainLost(
  history: History,
  operations: LogOperations,
  gone: readonly number[],
  isPassing: (call: number) => boolean,
  isOwn: Uint8Array,
): Anomaly {
  const { calls, values, sent, answered, elements } = operations;
  const [send = NONE] = gone;
  const key = elements.firsts[sent[send]!]!;
  const passing = firstPassing(operations, send, isPassing, isOwn);
  const begun = calls.invoked[send]!;
  const acknowledged = `process ${history.processes[begun]} sent it (operation ${begun}) and was told at ${moment(history, calls.ended[send]!)} that it had been written`;
  const slot = answered[send]!;
  const place = slot === NONE ? '' : `, at offset ${values.offsetText(slot)}`;
  const beyond =
    slot === NONE
      ? `element ${values.elementText(passing.element)}, which was sent after that (operation ${calls.invoked[operations.sentBy[passing.element]!]}),`
      : `offset ${values.offsetText(passing.slot)}`;
  const evidence = slot === NONE ? [calls.invoked[operations.sentBy[passing.element]!]!] : [];
  const group = passing.isOwn
    ? ''
    : ' What one consumer of a group is not given another is, and the answers of all are known.';
  // That nobody of a group got it is known when all have been answered.
  const provenAt = passing.isOwn ? Math.max(calls.ended[passing.call]!, calls.ended[send]!) : history.length - 1;
  return {
    type: 'lost-write',
    operations: [...new Set([begun, calls.invoked[passing.call]!, ...evidence])],
    prefix: provenAt + 1,
    time: history.times[provenAt]!,
    key: values.keyText(key),
    explanation: `${summary(history, operations, gone, 'was lost', 'were lost')} For instance ${values.elementText(sent[send]!)}: ${acknowledged}${place}. No poll ever returned it, though ${pollAt(history, calls.ended[passing.call]!)} returned ${beyond} and so had passed it.${group}`,
  };
}

/** Elements of one key that nobody saw who had come to the end. */
export function explainUnseen(
  history: History,
  operations: LogOperations,
  never: readonly number[],
  { polls }: EmptyRun,
): Anomaly {
  const { calls, values, sent, elements } = operations;
  const [send = NONE] = never;
  const key = elements.firsts[sent[send]!]!;
  const [first, last] = [calls.invoked[polls[0]!]!, calls.invoked[polls.at(-1)!]!];
  const begun = calls.invoked[send]!;
  const provenAt = calls.ended[polls.at(-1)!]!;
  return {
    type: 'unseen',
    operations: [last, first, begun],
    prefix: provenAt + 1,
    time: history.times[provenAt]!,
    key: values.keyText(key),
    explanation: `${summary(history, operations, never, 'is not to be read', 'are not to be read')} For instance ${values.elementText(sent[send]!)}: process ${history.processes[begun]} sent it (operation ${begun}) and was told at ${moment(history, calls.ended[send]!)} that it had been written, but process ${history.processes[last]}, which had read the log to its end, asked ${polls.length} times from ${moment(history, first)} (operation ${first}) to ${moment(history, last)} (operation ${last}) and got nothing more, and no other poll ever returned it either.`,
  };
}

/** '3 acknowledged elements of the log "k0" were lost: 4-6. They were asked for …' */
function summary(
  history: History,
  operations: LogOperations,
  sends: readonly number[],
  one: string,
  many: string,
): string {
  const { calls, values, sent, elements } = operations;
  const invocations = sends.map((send) => calls.invoked[send]!);
  const lost = sends.map((send) => values.elementValue(sent[send]!));
  const key = elements.firsts[sent[sends[0]!]!]!;
  const losses = summariseLosses(history, invocations, lost);
  return `${counted(sends.length, 'acknowledged element')} of ${theLog(operations, key)} ${sends.length === 1 ? one : many}: ${sayLosses(history, invocations, losses)}`;
}

/** The poll that was the first to have passed the element of a send: of those that prove it alone, if there are any. */
function firstPassing(
  {
    calls,
    answered,
    sent,
    elements,
    slots,
    sentBy,
    batchesOf,
    batchKeys,
    batchStarts,
    sightingSlots,
    sightingElements,
  }: LogOperations,
  send: number,
  isPassing: (call: number) => boolean,
  isOwn: Uint8Array,
) {
  const key = elements.firsts[sent[send]!]!;
  const slot = answered[send]!;
  let best = { call: NONE, slot: NONE, element: NONE, isOwn: false };
  for (let call = 0; call < calls.length; call += 1) {
    const own = isOwn[call] === 1;
    if (!isPassing(call) || (best.isOwn && !own)) continue;
    if (best.call !== NONE && best.isOwn === own && calls.ended[best.call]! < calls.ended[call]!) continue;
    for (let batch = batchesOf[call]!; batch < batchesOf[call + 1]!; batch += 1) {
      if (batchKeys[batch] !== key) continue;
      for (let at = batchStarts[batch]!; at < batchStarts[batch + 1]!; at += 1) {
        const by = sentBy[sightingElements[at]!]!;
        const isBeyond =
          slot === NONE
            ? by !== NONE && calls.invoked[by]! > calls.ended[send]! && calls.invoked[by]! < calls.ended[call]!
            : slots.seconds[sightingSlots[at]!]! > slots.seconds[slot]!;
        if (isBeyond) best = { call, slot: sightingSlots[at]!, element: sightingElements[at]!, isOwn: own };
      }
    }
  }
  return best;
}
